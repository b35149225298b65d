// What the server asks of the agent, and what it insists on in the answers.
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::Message;
namespace code = coap::code;

void Server::work_later() {
    work_timer_ = around_.timers.after(drawn(around_.random, around_.plan.between_work), [this] {
        work_timer_ = TimerId::none;
        work_later();
        work();
    });
}

std::vector<lwm2m::ObjectPath> Server::own_paths() const {
    const auto index = static_cast<lwm2m::Id>(index_);
    return {{simulated_object, 0, static_cast<lwm2m::Id>(first_text + index)}, {1, index, 1}};
}

void Server::work() {
    auto& random = around_.random;
    switch (random.below(6)) {
        case 0:
            return ask(Kind::read, own_paths().front(), code::get);
        case 1:
            return ask(Kind::read, own_paths().back(), code::get);
        case 2:
        case 3:
            return ask_write();
        case 4:
            return ask(Kind::execute, {simulated_object, 0, command}, code::post,
                       fmt::format("0='{}.{}'", index_, ++last_value_));
        default:
            return ask(Kind::read, {3, 0}, code::get);
    }
}

void Server::ask_write() {
    // One at a time: what two of them leave behind nobody can say.
    if (is_pending(Kind::write)) return;
    const auto paths = own_paths();
    if (!chance(around_.random, 0.2))
        return ask(Kind::write, paths.front(), code::put, fmt::format("{}.{}", index_, ++last_value_));
    ask(Kind::write, paths.back(), code::put, std::to_string(900 + around_.random.below(longest_lifetime_s - 900 + 1)));
}

void Server::begin_observing() {
    if (!has_registration()) return;
    for (lwm2m::Id id = 0; id < sensors; ++id) {
        const auto pmin = around_.random.below(60);
        const auto pmax = chance(around_.random, 0.5) ? 1800 + around_.random.below(7200) : 0;
        ask(Kind::attributes, {simulated_object, 0, static_cast<lwm2m::Id>(first_sensor + id)}, code::put, {},
            {fmt::format("pmin={}", pmin), fmt::format("pmax={}", pmax)});
    }
}

void Server::probe() {
    probed_ = false;
    if (!is_pending(Kind::probe)) ask(Kind::probe, {3, 0, 0}, code::get);
}

void Server::took_value(const Asked& asked, const Message& answer) {
    const auto text = std::string(as_text(answer.payload));
    switch (asked.kind) {
        case Kind::probe:
            probed_ = answer.code == code::content && text == "simulated";
            return;
        case Kind::read:
            if (answer.code != code::content || !answer.content_format()) return;
            for (const auto& path : own_paths())
                if (path == asked.path && !promises_.allow(path, text))
                    around_.referee.broken(fmt::format("{} reads \"{}\", which nobody wrote last", path.text(), text));
            return;
        case Kind::write:
            return took_write(asked, answer);
        case Kind::attributes:
            if (answer.code == code::changed) ask(Kind::observe, asked.path, code::get, {}, {}, 0U);
            return;
        case Kind::observe:
            if (answer.code != code::content) observing_.erase(asked.message.token);
            return;
        case Kind::execute:
            ++statistics_.executes;
            return;
        case Kind::cancel:
            return;
    }
}

void Server::took_write(const Asked& asked, const Message& answer) {
    if (answer.code != code::changed) return;
    ++statistics_.writes;
    promises_.acknowledged(asked.path, asked.value);
    check_disk();
}

void Server::check_disk() const {
    for (const auto& [path, values] : promises_.all()) {
        const auto kept = around_.disk.kept(path);
        const auto otherwise = path.object() == 1 ? std::to_string(around_.plan.lifetime_s) : initial_text;
        const auto text = kept ? to_text(std::get<lwm2m::Value>(*kept)) : otherwise;
        if (!promises_.allow(path, text))
            around_.referee.broken(
                fmt::format("{} is \"{}\" on the disk: an acknowledged Write is lost", path.text(), text));
    }
}

}  // namespace agent::simulation
