#include "lwm2m/demo_server/exchanges.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "lwm2m/coap/block.hpp"

namespace agent::demo_server {
namespace {

using coap::Message;
using coap::OptionNumber;
using Watch = DeviceRequest::Watch;

std::int64_t milliseconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

/// The request for the block after the one that `message` carries.
Message next_block(Message request, const coap::Block& received, coap::Token token) {
    std::erase_if(request.options, [](const coap::Option& option) {
        return option.number == OptionNumber::block2 || option.number == OptionNumber::observe;
    });
    const coap::Block wanted{.number = received.number + 1, .size_exponent = received.size_exponent};
    request.add_uint(OptionNumber::block2, wanted.value());
    request.token = token;
    request.message_id = 0;
    return request;
}

std::optional<coap::Block> more_to_come(const Message& message) {
    const auto option = message.uint_option(OptionNumber::block2);
    const auto block = option ? coap::Block::from(*option) : std::nullopt;
    return block && block->more ? block : std::nullopt;
}

}  // namespace

coap::Token Exchanges::fresh_token() {
    std::array<std::uint8_t, 4> bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_.below(256));
    return *coap::Token::from(bytes);
}

void Exchanges::start(const std::string& endpoint, const Peer& peer, const Command& command, TimePoint now) {
    Pending pending{.endpoint = endpoint,
                    .command = command.line,
                    .path = command.request->message.uri_path(),
                    .watch = command.request->watch,
                    .request = command.request->message,
                    .started = now};
    pending.request.token = fresh_token();
    if (pending.watch == Watch::stop) {  // RFC 7641 §3.6: with the token of the observation
        const auto observation = observation_of(endpoint, pending.path);
        if (observation != observations_.end()) pending.request.token = observation->first;
    }
    const auto id = send_(peer, pending.request);
    if (!id) {
        report_(
            {.name = "failed", .endpoint = endpoint, .fields = {{"command", command.line}, {"reason", "not sent"}}});
        return;
    }
    pending.request.message_id = *id;
    sent_.push_front(pending);
    if (sent_.size() > 32) sent_.pop_back();
    pending_.insert_or_assign(pending.request.token, std::move(pending));
}

bool Exchanges::repeat(const std::string& endpoint, const Peer& peer, std::string_view command, TimePoint now) {
    const auto same = [&](const Pending& pending) {
        return pending.endpoint == endpoint && pending.command == command;
    };
    const auto earlier = std::ranges::find_if(sent_, same);
    if (earlier == sent_.end() || &*earlier == &sent_.front()) return false;
    auto pending = *earlier;
    pending.command = fmt::format("again {}", command);
    pending.started = now;
    if (!send_(peer, pending.request)) return false;
    pending_.insert_or_assign(pending.request.token, std::move(pending));
    return true;
}

bool Exchanges::forget(std::string_view endpoint, std::string_view path) {
    const auto observation = observation_of(endpoint, path);
    if (observation == observations_.end()) return false;
    observation->second.forgotten = true;
    return true;
}

bool Exchanges::received(const Message& message, const Peer& peer, TimePoint now) {
    if (is_repetition(message, peer)) return true;
    const auto at = pending_.find(message.token);
    if (at == pending_.end()) return notified(message, peer, now);
    if (take_block(at, message, peer)) return true;
    auto pending = std::move(at->second);
    pending_.erase(at);
    pending.body.insert(pending.body.end(), message.payload.begin(), message.payload.end());
    auto answer = message;
    answer.payload = pending.body;
    finish(pending, answer, now);
    return true;
}

/// Keeps a block that is not the last and asks for the next one.
bool Exchanges::take_block(Tokens::iterator at, const Message& message, const Peer& peer) {
    const auto block = more_to_come(message);
    if (!block) return false;
    auto pending = std::move(at->second);
    pending_.erase(at);
    // The first answer makes the observation; the blocks that follow are plain reads (RFC 7959 §2.6).
    if (pending.watch == Watch::start && message.find(OptionNumber::observe) != nullptr)
        observations_.insert_or_assign(message.token, Observation{pending.endpoint, pending.path, pending.request});
    pending.body.insert(pending.body.end(), message.payload.begin(), message.payload.end());
    const auto request = next_block(pending.request, *block, fresh_token());
    if (send_(peer, request)) pending_.emplace(request.token, std::move(pending));
    return true;
}

void Exchanges::finish(const Pending& pending, const Message& answer, TimePoint now) {
    const bool observed = answer.code.is_success() && answer.find(OptionNumber::observe) != nullptr;
    if (pending.watch == Watch::start && observed)
        observations_.insert_or_assign(answer.token, Observation{pending.endpoint, pending.path, pending.request});
    if (pending.watch == Watch::stop && answer.code.is_success()) {
        const auto observation = observation_of(pending.endpoint, pending.path);
        if (observation != observations_.end()) observations_.erase(observation);
    }
    Event event{.name = pending.notification ? "notification" : "response", .endpoint = pending.endpoint};
    if (pending.notification)
        event.fields.emplace_back("path", pending.path);
    else
        event.fields.emplace_back("command", pending.command);
    describe(event, answer, pending.path);
    if (const auto observe = answer.uint_option(OptionNumber::observe))
        event.fields.emplace_back("observe", std::int64_t{*observe});
    const auto location = answer.values(OptionNumber::location_path);
    if (!location.empty()) {
        std::string path;
        for (const auto segment : location) path += '/' + std::string(segment);
        event.fields.emplace_back("location", path);
    }
    if (!pending.notification) event.fields.emplace_back("took_ms", milliseconds(now - pending.started));
    report_(event);
}

bool Exchanges::notified(const Message& message, const Peer& peer, TimePoint now) {
    const auto at = observations_.find(message.token);
    if (at == observations_.end()) return false;
    const auto& observation = at->second;
    if (observation.forgotten) {
        report_({.name = "forgotten", .endpoint = observation.endpoint, .fields = {{"path", observation.path}}});
        observations_.erase(at);
        return false;
    }
    Pending pending{.endpoint = observation.endpoint,
                    .path = observation.path,
                    .request = observation.request,
                    .started = now,
                    .notification = true};
    if (!message.code.is_success()) observations_.erase(at);  // an error ends the observation (RFC 7641 §4.2)
    const auto block = more_to_come(message);
    if (!block) {
        finish(pending, message, now);
        return true;
    }
    pending.body = message.payload;
    const auto request = next_block(pending.request, *block, fresh_token());
    if (send_(peer, request)) pending_.emplace(request.token, std::move(pending));
    return true;
}

void Exchanges::failed(const Message& sent, std::string_view reason, TimePoint now) {
    const auto at = pending_.find(sent.token);
    if (at == pending_.end()) return;
    report_({.name = "failed",
             .endpoint = at->second.endpoint,
             .fields = {{"command", at->second.command},
                        {"reason", std::string(reason)},
                        {"took_ms", milliseconds(now - at->second.started)}}});
    pending_.erase(at);
}

void Exchanges::expire(TimePoint now) {
    std::erase_if(pending_, [&](const auto& entry) {
        const auto& pending = entry.second;
        if (pending.started + timeout_ > now) return false;
        report_({.name = "timeout",
                 .endpoint = pending.endpoint,
                 .fields = {{"command", pending.command}, {"took_ms", milliseconds(now - pending.started)}}});
        return true;
    });
}

std::optional<TimePoint> Exchanges::next_end() const {
    if (pending_.empty()) return std::nullopt;
    const auto first = std::ranges::min_element(pending_, {}, [](const auto& entry) { return entry.second.started; });
    return first->second.started + timeout_;
}

bool Exchanges::is_repetition(const Message& message, const Peer& peer) {
    if (message.type != coap::Type::confirmable) return false;
    const std::pair<Peer, coap::MessageId> seen(peer, message.message_id);
    if (std::ranges::find(confirmed_, seen) != confirmed_.end()) return true;
    confirmed_.push_back(seen);
    if (confirmed_.size() > 64) confirmed_.pop_front();
    return false;
}

std::map<coap::Token, Exchanges::Observation>::iterator Exchanges::observation_of(std::string_view endpoint,
                                                                                  std::string_view path) {
    return std::ranges::find_if(observations_, [&](const auto& entry) {
        return entry.second.endpoint == endpoint && entry.second.path == path;
    });
}

}  // namespace agent::demo_server
