// Register, Update and De-register (LwM2M Core 1.1 §6.2).
#include <charconv>

#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;

namespace {

std::optional<std::string> argument(const Message& message, std::string_view name) {
    for (const auto query : message.values(OptionNumber::uri_query))
        if (query.starts_with(name)) return std::string(query.substr(name.size()));
    return std::nullopt;
}

std::optional<std::uint32_t> number(const std::optional<std::string>& text) {
    std::uint32_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc{} && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

}  // namespace

void Server::on_request(Port from, const Message& message) {
    const auto now = around_.timers.now();
    forget_answers();
    const auto [found, fresh] = answered_.try_emplace({from, message.message_id});
    if (fresh) found->second = {serve(from, message), now};
    if (!chance(around_.random, mood_.late)) return send(from, found->second.answer);
    around_.timers.after(between(around_.random, 1s, 60s),
                         [this, from, answer = found->second.answer] { send(from, answer); });
}

Message Server::serve(Port from, const Message& message) {
    around_.referee.require(message.type == coap::Type::confirmable, "a registration request that is not confirmable");
    auto answer = chance(around_.random, mood_.refusing) ? Message{.code = coap::code::service_unavailable}
                  : message.uri_path() == "/rd"          ? serve_register(from, message)
                  : message.uri_path() == "/dp"          ? serve_send(from, message)
                  : message.code == coap::code::post     ? serve_update(from, message)
                                                         : serve_deregister(message);
    answer.type = coap::Type::acknowledgement;
    answer.message_id = message.message_id;
    answer.token = message.token;
    return answer;
}

Message Server::serve_register(Port from, const Message& message) {
    const auto lifetime = number(argument(message, "lt="));
    around_.referee.require(argument(message, "ep=") == "simulated" && lifetime.has_value(),
                            "a Register without its endpoint or lifetime");
    around_.referee.require(as_text(message.payload).find("</33000/0>") != std::string_view::npos,
                            "a Register without its objects");
    ++statistics_.registers;
    observing_.clear();
    registration_ = Registration{std::to_string(++last_location_), from, *lifetime, {}};
    const auto queries = message.values(OptionNumber::uri_query);
    registration_->queue_mode = std::ranges::count(queries, "Q") > 0;
    around_.referee.require(registration_->queue_mode == around_.plan.queue_mode, "a Register in another mode");
    extend();
    // It observes anew.
    std::erase_if(held_, [](const auto& held) { return held.kind == Kind::attributes || held.kind == Kind::observe; });
    around_.timers.cancel(observe_timer_);
    observe_timer_ = around_.timers.after(between(around_.random, 1s, 2min), [this] {
        observe_timer_ = TimerId::none;
        begin_observing();
    });
    Message answer{.code = coap::code::created};
    answer.add_string(OptionNumber::location_path, "rd");
    answer.add_string(OptionNumber::location_path, registration_->location);
    return answer;
}

Message Server::serve_update(Port from, const Message& message) {
    if (!has_registration() || message.uri_path() != "/rd/" + registration_->location)
        return {.code = coap::code::not_found};
    registration_->port = from;
    if (const auto lifetime = number(argument(message, "lt="))) registration_->lifetime_s = *lifetime;
    extend();
    return {.code = coap::code::changed};
}

Message Server::serve_deregister(const Message& message) {
    if (!has_registration() || message.uri_path() != "/rd/" + registration_->location)
        return {.code = coap::code::not_found};
    registration_.reset();
    observing_.clear();
    return {.code = coap::code::deleted};
}

void Server::extend() {
    registration_->expires = around_.timers.now() + std::chrono::seconds(registration_->lifetime_s);
}

}  // namespace agent::simulation
