// What the server asks of the agent.
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using lwm2m::ObjectPath;
namespace code = coap::code;

namespace {

constexpr std::uint32_t text_format = 0;
constexpr std::uint32_t senml_json = 110;
constexpr lwm2m::Id created_of_a_server = 3;
constexpr lwm2m::Id disable = 4;
constexpr lwm2m::Id update_trigger = 8;
constexpr lwm2m::Id bootstrap_trigger = 9;

}  // namespace

void Server::work_later() {
    work_timer_ = around_.timers.after(drawn(around_.random, around_.plan.between_work), [this] {
        work_timer_ = TimerId::none;
        work_later();
        work();
    });
}

void Server::begin_promises() {
    promises_.begin({simulated_object, 0, own_id(first_text)}, initial_text);
    for (const auto& path : pair()) promises_.begin(path, initial_text);
    for (const auto base : {first_large_text, first_package})
        promises_.begin({simulated_object, 0, own_id(base)}, initial_text);
    promises_.begin({1, own_id(0), 1}, std::to_string(around_.plan.lifetime_s));
    for (lwm2m::Id id = 0; id < sensors; ++id)
        promises_.begin({simulated_object, 0, static_cast<lwm2m::Id>(first_sensor + id)}, no_attributes);
    for (lwm2m::Id i = 0; i < created_of_a_server; ++i) promises_.begin({own_id(created_object), i}, gone);
}

void Server::work() {
    auto& random = around_.random;
    switch (random.below(14)) {
        case 0:
            return ask({.kind = Kind::read, .method = code::get, .path = {simulated_object, 0, own_id(first_text)}});
        case 1:
            return ask({.kind = Kind::read, .method = code::get, .path = {1, own_id(0), 1}});
        case 2:
        case 3:
            return ask_write();
        case 4:
            return ask({.kind = Kind::execute,
                        .method = code::post,
                        .path = {simulated_object, 0, command},
                        .payload = fmt::format("0='{}.{}'", index_, ++last_value_)});
        case 5:
        case 6:
            return ask_instance();
        case 7:
            return ask_transfer();
        case 8: {
            const auto trigger = around_.plan.bootstrap ? bootstrap_trigger : update_trigger;
            const auto id = chance(random, 0.1) ? disable : chance(random, 0.3) ? trigger : update_trigger;
            return ask({.kind = Kind::execute, .method = code::post, .path = {1, own_id(0), id}});
        }
        case 9:
        case 10:
            return ask_upload();
        case 11:
        case 12:
            return ask_composite();
        default:
            return ask({.kind = Kind::read, .method = code::get, .path = {3, 0}});
    }
}

void Server::ask_transfer() {
    static constexpr std::array resources{large, first_large_text, first_package};
    const auto base = resources.at(around_.random.below(resources.size()));
    transfer_ = {.value = {}, .tag = {}, .promised = promises_.acknowledgements()};
    ask({.kind = Kind::block,
         .method = code::get,
         .path = {simulated_object, 0, base == large ? large : own_id(base)},
         .block2 = 6});
}

void Server::ask_write() {
    // One at a time: what two of them leave behind nobody can say.
    if (is_pending(Kind::write)) return;
    Question question{.kind = Kind::write, .method = code::put, .path = {}, .format = text_format};
    if (chance(around_.random, 0.2)) {
        question.path = {1, own_id(0), 1};
        question.payload = std::to_string(900 + around_.random.below(longest_lifetime_s - 900 + 1));
    } else {
        question.path = {simulated_object, 0, own_id(first_text)};
        question.payload = fmt::format("{}.{}", index_, ++last_value_);
    }
    question.promise = question.payload;
    ask(std::move(question));
}

/// Creates an instance that is not there, deletes or reads one that is or may be.
void Server::ask_instance() {
    if (is_pending(Kind::create) || is_pending(Kind::remove)) return;
    const ObjectPath path(own_id(created_object), static_cast<lwm2m::Id>(around_.random.below(created_of_a_server)));
    if (promises_.is_only(path, gone)) {
        const auto value = fmt::format("{}.{}", index_, ++last_value_);
        return ask({.kind = Kind::create,
                    .method = code::post,
                    .path = path,
                    .payload = fmt::format(R"([{{"bn":"{}/","n":"0","vs":"{}"}}])", path.text(), value),
                    .format = senml_json,
                    .promise = value});
    }
    if (chance(around_.random, 0.5)) return ask({.kind = Kind::read, .method = code::get, .path = path / 0});
    ask({.kind = Kind::remove, .method = code::del, .path = path, .promise = gone});
}

void Server::begin_observing() {
    if (!has_registration()) return;
    if (chance(around_.random, 0.5)) ask_observe_composite();
    for (lwm2m::Id id = 0; id < sensors; ++id) {
        const auto pmin = around_.random.below(60);
        const auto pmax = chance(around_.random, 0.5) ? 1800 + around_.random.below(7200) : 0;
        const auto first = fmt::format("pmin={}", pmin);
        const auto second = fmt::format("pmax={}", pmax);
        ask({.kind = Kind::attributes,
             .method = code::put,
             .path = {simulated_object, 0, static_cast<lwm2m::Id>(first_sensor + id)},
             .query = {first, second},
             .promise = first + "&" + second});
    }
}

void Server::probe() {
    probed_ = false;
    if (!is_pending(Kind::probe)) ask({.kind = Kind::probe, .method = code::get, .path = {3, 0, 0}});
}

}  // namespace agent::simulation
