#include "tests/simulation/conduct.hpp"

#include <charconv>

#include "lwm2m/codec/composite.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;
using coap::Type;
using State = lwm2m::RegistrationState;

namespace {

constexpr Duration exchange_lifetime = 247s;
// 1.5 s until the empty acknowledgement, and the retransmission that repeats an acknowledgement which was not taken.
constexpr Duration longest_silence = 30s;
constexpr Duration longest_handling = 200s;
constexpr Duration longest_register = 93s;
// A slow handler, and notifications before it in the queue.
constexpr Duration pmax_tolerance = 6min;
constexpr Duration longest_flush = 5min;
// A Register or Update, and the response after its acknowledgement.
constexpr Duration longest_exchange = 2 * 93s + 10s;
constexpr std::size_t most_untaken = 1024;
// By a handler that hangs, for a notification that was begun while the device was awake.
constexpr Duration longest_reading = 130s;

Duration seconds_of(std::string_view text) {
    unsigned seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(seconds);
}

/// Of a composite operation those it names.
std::vector<std::string> paths_of(const Message& message) {
    if (message.code != coap::code::fetch) return {message.uri_path()};
    std::vector<std::string> paths;
    if (const auto named = lwm2m::codec::decode_paths(*message.content_format(), message.payload))
        for (const auto& path : *named) paths.push_back(path.text());
    return paths;
}

}  // namespace

void Conduct::go_on_with(const std::vector<lwm2m::KeptObservation>& kept) {
    for (const auto& one : kept) {
        Observed observed{.paths = {}, .since = referee_.now(), .last = referee_.now()};
        for (const auto& path : one.paths) observed.paths.push_back(path.text());
        observed_.emplace(*coap::Token::from(one.token), std::move(observed));
    }
}

void Conduct::on_connected() { running_since_ = referee_.now(); }

void Conduct::on_network(bool available) {
    has_network_ = available;
    if (available) running_since_ = referee_.now();
}

void Conduct::on_gone() {
    for (auto& [id, asked] : asked_) asked.excused = true;
    register_.reset();
}

void Conduct::on_message(const Message& message) {
    awake_until_ = referee_.now() + plan_.awake;
    if (message.code.is_request()) return on_request(message);
    if (register_) {
        const auto& sent = register_->first;
        const bool ends = message.type == Type::reset || message.type == Type::acknowledgement
                              ? message.message_id == sent.message_id
                              : message.token == sent.token;
        if (ends && (message.code.is_response() || message.type == Type::reset)) register_.reset();
    }
    if (message.type == Type::reset || message.type == Type::acknowledgement) replied(message.message_id);
    if (message.type == Type::reset) rejected(message.message_id);
}

/// To what told the end of an observation.
void Conduct::replied(coap::MessageId message_id) {
    const auto end = ends_.find(message_id);
    if (end == ends_.end()) return;
    observed_.erase(end->second);
    ends_.erase(end);
}

void Conduct::rejected(coap::MessageId message_id) {
    for (auto& [id, token, first] : notified_) {
        if (!token || id != message_id) continue;
        const auto observed = observed_.find(*std::exchange(token, std::nullopt));
        if (observed == observed_.end()) continue;
        observed->second.retried = true;
        if (!first) observed_.erase(observed);
    }
}

void Conduct::on_request(const Message& message) {
    if (message.type != Type::confirmable) return;
    const auto [found, fresh] = asked_.try_emplace(message.message_id);
    auto& asked = found->second;
    if (!fresh && asked.since + exchange_lifetime > referee_.now()) {
        ++asked.copies;
        return;
    }
    asked = {.since = referee_.now(), .token = message.token, .paths = paths_of(message)};
    const bool reads = message.code == coap::code::get || message.code == coap::code::fetch;
    asked.observe = reads && message.uint_option(OptionNumber::observe) == 0U;
    if (message.code == coap::code::put) {
        for (const auto query : message.values(OptionNumber::uri_query)) asked.attributes.emplace_back(query);
        if (!asked.attributes.empty()) ledger_.bounds[asked.paths.front()].sure = false;
    }
    if (asked_.size() > 2048)
        std::erase_if(asked_, [&](const auto& entry) {
            return entry.second.since + exchange_lifetime < referee_.now() && entry.second.answers > 0;
        });
}

void Conduct::on_delivery(coap::MessageId message_id, lwm2m::Delivery delivery) {
    if (delivery != lwm2m::Delivery::delivered && register_ && register_->first.message_id == message_id)
        register_.reset();
    // The module tells of an acknowledgement or Reset by its result, not by the message.
    if (delivery == lwm2m::Delivery::delivered || delivery == lwm2m::Delivery::reset) replied(message_id);
    if (delivery == lwm2m::Delivery::delivered) return;
    if (delivery == lwm2m::Delivery::reset) return rejected(message_id);
    // It is sent again, whatever has left since.
    for (const auto& [id, token, first] : notified_) {
        if (!token || id != message_id) continue;
        if (const auto observed = observed_.find(*token); observed != observed_.end()) observed->second.pmin = {};
    }
}

void Conduct::on_send(const Message& message) {
    ++untaken_;
    referee_.require(untaken_ <= most_untaken, "messages pile up before the transport");
    ledger_.said(message, referee_.now());
    ledger_.series.on_send(message);
    if (message.type == Type::acknowledgement || message.type == Type::reset) {
        on_answer(message);
    } else {
        message.code.is_request() ? on_own_request(message) : on_response(message);
    }
    awake_until_ = referee_.now() + plan_.awake;
}

void Conduct::on_taken(const Message& message, bool taken) {
    --untaken_;
    if (taken) return;
    if (register_ && register_->first.message_id == message.message_id) register_.reset();
    if (const auto asked = asked_.find(message.message_id);
        message.type == Type::acknowledgement && asked != asked_.end() && asked->second.answers > 0) {
        --asked->second.answers;
    }
    if (const auto observed = observed_.find(message.token); observed != observed_.end())
        observed->second.retried = true;
}

void Conduct::on_answer(const Message& message) {
    const auto found = asked_.find(message.message_id);
    if (found == asked_.end()) return;  // of a separate response, a ping, or from before the connection broke
    auto& asked = found->second;
    if (message.code.is_empty() && message.type == Type::acknowledgement && !asked.acknowledged) {
        asked.acknowledged = true;
        asked.acknowledged_at = referee_.now();
    }
    ++asked.answers;
    referee_.require(asked.excused || asked.answers <= asked.copies, "a request was answered more often than it came");
    if (message.code.is_empty() || asked.responded) return;
    asked.responded = true;
    answered(asked, message);
}

void Conduct::on_response(const Message& message) {
    const bool notifies = message.uint_option(OptionNumber::observe).has_value();
    const auto awaited = std::ranges::find_if(asked_, [&](const auto& entry) {
        const auto& asked = entry.second;
        return asked.acknowledged && !asked.responded && asked.observe && asked.token == message.token;
    });
    // Hundreds of separate responses may wait: notifications overtake the first of their observation.
    const bool overtakes = notifies && awaited != asked_.end() && message.type == Type::non_confirmable;
    if (const auto observed = observed_.find(message.token); notifies && observed != observed_.end())
        if (overtakes || awaited == asked_.end()) return on_notification(message, observed->second);
    if (overtakes) return answered(awaited->second, message);
    if (message.type == Type::confirmable) last_response_ = referee_.now();
    for (auto& [id, asked] : asked_) {
        if (!asked.acknowledged || asked.responded || asked.token != message.token) continue;
        asked.responded = true;
        if (asked.observe) remember(message, true);
        if (message.code.code_class() > 2) {
            observed_.erase(message.token);
            if (!asked.observe) return answered(asked, message);
            // It may be the end of one whose first answer was lost with the connection.
            Observed ending{.paths = asked.paths, .since = referee_.now(), .last = referee_.now(), .retried = true};
            observed_.emplace(message.token, std::move(ending));
            ends_[message.message_id] = message.token;
        }
        return answered(asked, message);
    }
    // An observation ends when the server knows it (RFC 7641 §4.2); what was not told is no end.
    if (const auto observed = observed_.find(message.token);
        observed != observed_.end() && message.code.code_class() > 2) {
        ends_[message.message_id] = message.token;
        observed->second.retried = true;
    }
    if (message.uint_option(OptionNumber::observe))
        referee_.broken("a notification for an observation that has ended or never was: " + message.summary());
}

Ledger::Bounds Conduct::bounds_of(const std::vector<std::string>& paths) const {
    Ledger::Bounds all;
    for (const auto& path : paths) {
        const auto found = ledger_.bounds.find(path);
        const auto one = found != ledger_.bounds.end() ? found->second : Ledger::Bounds{};
        if (!one.sure) return {};
        all.pmin = std::max(all.pmin, one.pmin);
        if (one.pmax != Duration{}) all.pmax = all.pmax != Duration{} ? std::min(all.pmax, one.pmax) : one.pmax;
    }
    return all;
}

void Conduct::answered(const Asked& asked, const Message& answer) {
    if (!asked.attributes.empty() && answer.code == coap::code::changed) {
        auto& bounds = ledger_.bounds[asked.paths.front()];
        bounds.sure = true;
        for (const std::string_view attribute : asked.attributes) {
            if (attribute.starts_with("pmin=")) bounds.pmin = seconds_of(attribute.substr(5));
            if (attribute.starts_with("pmax=")) bounds.pmax = seconds_of(attribute.substr(5));
        }
        for (auto& [token, observed] : observed_) {
            if (std::ranges::count(observed.paths, asked.paths.front()) == 0) continue;
            const auto together = bounds_of(observed.paths);
            observed.pmin = std::min(observed.pmin, together.pmin);
            observed.pmax = together.pmax;
        }
    }
    if (!asked.observe) return;
    if (const auto sequence = answer.uint_option(OptionNumber::observe)) {
        const auto bounds = bounds_of(asked.paths);
        // A separate response waits for its turn: the agent counts pmin from when it had read the value, earlier.
        const auto pmin = asked.acknowledged ? Duration{} : bounds.pmin;
        const auto overtaken = observed_.find(asked.token);
        const auto newest = overtaken != observed_.end() ? std::max(*sequence, overtaken->second.sequence) : *sequence;
        observed_[asked.token] = {asked.paths, pmin, bounds.pmax, referee_.now(), referee_.now(), newest, false};
    }
}

void Conduct::on_notification(const Message& message, Observed& observed) {
    const auto now = referee_.now();
    const auto sequence = *message.uint_option(OptionNumber::observe);
    // What changed while the server was away comes in one go.
    const bool flushing = now < std::max(running_since_, observed.since) + longest_flush;
    referee_.require(registered_(), "a notification to a server that does not know us");
    // What was stored may overtake the separate response to the Observe that asks for it again (RFC 7641 §3.4).
    referee_.require(sequence > observed.sequence || (flushing && sequence == 1),
                     "an Observe sequence number did not rise");
    referee_.require(flushing || now - observed.last >= observed.pmin, "a notification before pmin had passed");
    if (!flushing && !observed.retried) check_window(observed);
    observed.last = now;
    // A confirmable one has waited for its turn: the agent counts pmin from before.
    observed.pmin = message.type == Type::confirmable ? Duration{} : bounds_of(observed.paths).pmin;
    observed.sequence = std::max(observed.sequence, sequence);
    observed.retried = false;
    remember(message, message.type == Type::confirmable);
}

void Conduct::remember(const Message& notification, bool first) {
    notified_.at(next_notified_) = {notification.message_id, notification.token, first};
    next_notified_ = (next_notified_ + 1) % notified_.size();
}

void Conduct::check_window(const Observed& observed) const {
    if (!plan_.holds_notifications || referee_.now() <= awake_until_ + longest_reading) return;
    const bool sure = std::ranges::all_of(observed.paths, [&](const std::string& path) {
        const auto bounds = ledger_.bounds.find(path);
        return bounds == ledger_.bounds.end() || bounds->second.sure;
    });
    // Of one that goes on after a restart it is not known here.
    const auto pmax = observed.pmax != Duration{} ? observed.pmax : bounds_of(observed.paths).pmax;
    // It counts from the reading: the answer to an Observe may have waited for its turn.
    const bool overdue = pmax != Duration{} && referee_.now() - observed.last >= pmax - longest_reading;
    referee_.require(overdue || !sure, "a notification leaves while the device sleeps");
}

void Conduct::on_own_request(const Message& message) {
    if (message.code != coap::code::post || message.uri_path() != "/rd") return;
    const bool under_way = register_ && register_->second + longest_register > referee_.now();
    referee_.require(!under_way, "a Register while another one is in flight");
    register_.emplace(message, referee_.now());
    // The server drops them with the registration this one replaces.
    observed_.clear();
    ends_.clear();
}

void Conduct::on_registration(const lwm2m::RegistrationStatus& status) {
    if (status.state == state_) return;
    state_ = status.state;
    state_since_ = running_since_ = referee_.now();
}

void Conduct::look(const lwm2m::RegistrationStatus& status) const {
    const auto now = referee_.now();
    for (const auto& [id, asked] : asked_) {
        if (asked.excused) continue;
        const auto late = now - asked.since > longest_silence && now - asked.since < exchange_lifetime;
        if (asked.answers == 0 && late) referee_.broken("a request was never answered: " + asked.paths.front());
        // They go one by one, and one that is lost holds the others up.
        const auto waiting_since = std::max(asked.acknowledged_at, last_response_);
        if (asked.acknowledged && !asked.responded && now - waiting_since > longest_handling)
            referee_.broken("an acknowledged request never got its response: " + asked.paths.front());
    }
    const bool must_wake =
        status.state == State::waiting || status.state == State::connecting || status.state == State::disabled;
    referee_.require(!must_wake || status.next, "a state that no timer ends");
    const bool exchange = status.state == State::registering || status.state == State::deregistering;
    referee_.require(!exchange || now - state_since_ < longest_exchange, "an exchange that never ends");
    if (!registered_()) return;
    const bool forgotten = status.expires && now > *status.expires + longest_exchange;
    referee_.require(!forgotten, "the lifetime passed long ago and the state is still registered");
    for (const auto& [token, observed] : observed_) {
        if (observed.pmax == Duration{} || observed.pmax < observed.pmin || observed.retried) continue;
        if (untaken_ > 0 || !has_network_) continue;  // or the module is slow: nothing leaves
        const auto silence = now - std::max(observed.last, running_since_);
        referee_.require(silence <= observed.pmax + pmax_tolerance, "no notification although pmax has passed");
    }
}

}  // namespace agent::simulation
