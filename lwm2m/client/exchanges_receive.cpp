// Receiving: the server's requests, its responses and the empty messages.
#include <algorithm>

#include "lwm2m/client/exchanges.hpp"

namespace agent::lwm2m {

using coap::Message;
using coap::Type;
using Verdict = coap::Deduplication::Verdict;

namespace {

constexpr std::uint32_t overload_max_age_s = 10;

constexpr RequestId request_id(std::size_t place, std::uint16_t generation) {
    return RequestId{static_cast<std::uint32_t>(place) << 16 | generation};
}

}  // namespace

void Exchanges::receive(const Message& message) {
    if (message.code.is_empty()) return receive_empty(message);
    const auto is_answer = message.type == Type::acknowledgement || message.type == Type::reset;
    if (message.code.is_request() && !is_answer) return receive_request(message);
    if (message.code.is_response() && message.type != Type::reset) return receive_response(message);
    log_.debug("message of no kind server={} message=\"{}\"", server_, message.summary());
    if (message.type == Type::confirmable) send_empty(Type::reset, message.message_id);
}

void Exchanges::receive_request(const Message& message) {
    switch (seen_.note(message.message_id, timers_.now())) {
        case Verdict::pending:
            ++counters_.repetitions;
            return;
        case Verdict::answered: {
            ++counters_.repetitions;
            const auto* answer = seen_.answer_to(message.message_id);
            // What the transport still holds is about to be sent anyway.
            if (std::ranges::find(unsent_answers_, message.message_id) == unsent_answers_.end()) send_answer(*answer);
            return;
        }
        case Verdict::fresh:
            break;
    }
    const auto busy = inbound_.size() - free_.size() + unsent_answers_.size() + outbox_.size();
    if (busy >= settings_.most_requests) return refuse(message);
    ++counters_.requests;
    const auto id = admit(message);
    serve(id, message);
    expect_answer(id);
}

void Exchanges::serve(RequestId id, const Message& message) {
    struct Visitor {
        Exchanges& exchanges;
        RequestId id;
        const Message& message;
        void operator()(const Uploads::Pass&) const { exchanges.user_.on_request(id, message); }
        void operator()(const Uploads::Complete& upload) const { exchanges.user_.on_request(id, upload.request); }
        void operator()(const Uploads::Answer& answer) const { exchanges.respond(id, answer.message); }
    };
    std::visit(Visitor{*this, id, message}, uploads_.take(message, timers_.now()));
}

void Exchanges::refuse(const Message& request) {
    ++counters_.refused;
    // Far beyond the limit even the refusals would need memory: silence, the server will ask again.
    if (request.type != Type::confirmable || unsent_answers_.size() >= 2 * settings_.most_requests) {
        return seen_.forget_newest();
    }
    Message answer{.type = Type::acknowledgement,
                   .code = coap::code::service_unavailable,
                   .message_id = request.message_id,
                   .token = request.token};
    answer.add_uint(coap::OptionNumber::max_age, overload_max_age_s);
    send_answer(std::move(answer));
}

RequestId Exchanges::admit(const Message& message) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint16_t>(inbound_.size()));
        inbound_.emplace_back();
    }
    const auto place = free_.back();
    free_.pop_back();
    auto& inbound = inbound_[place];
    inbound.type = message.type;
    inbound.message_id = message.message_id;
    inbound.token = message.token;
    const auto block1 = message.uint_option(coap::OptionNumber::block1);
    inbound.block1 = block1 ? coap::Block::from(*block1) : std::nullopt;
    inbound.busy = true;
    inbound.acknowledged = false;
    return request_id(place, inbound.generation);
}

Exchanges::Inbound* Exchanges::find(RequestId id) {
    const auto place = static_cast<std::uint32_t>(id) >> 16;
    if (place >= inbound_.size()) return nullptr;
    auto& inbound = inbound_[place];
    return inbound.busy && request_id(place, inbound.generation) == id ? &inbound : nullptr;
}

void Exchanges::release(Inbound& inbound) {
    timers_.cancel(inbound.slow);
    inbound.busy = false;
    ++inbound.generation;
    free_.push_back(static_cast<std::uint16_t>(&inbound - inbound_.data()));
}

void Exchanges::receive_response(const Message& message) {
    Slot* slot = nullptr;
    if (message.type == Type::acknowledgement) {
        slot = find_outstanding(message.message_id);
        if (slot == nullptr || message.token != (*slot)->token) return;
    } else {
        const auto confirmable = message.type == Type::confirmable;
        const auto verdict = seen_.note(message.message_id, timers_.now());
        if (verdict == Verdict::answered) return send_answer(*seen_.answer_to(message.message_id));
        slot = verdict == Verdict::fresh ? find_outstanding(message.token) : nullptr;
        if (confirmable) {
            const auto type = slot != nullptr ? Type::acknowledgement : Type::reset;
            send_answer({.type = type, .message_id = message.message_id});
        }
        if (slot == nullptr) return;
    }
    answered(*slot, message);
}

void Exchanges::receive_empty(const Message& message) {
    switch (message.type) {
        case Type::confirmable:
            return send_empty(Type::reset, message.message_id);  // CoAP ping, RFC 7252 §4.3
        case Type::non_confirmable:
            return;
        case Type::acknowledgement:
            if (under_way(message.message_id)) finish(Delivery::delivered);
            return;
        case Type::reset:
            if (under_way(message.message_id)) return finish(Delivery::reset);
            if (auto* slot = find_outstanding(message.message_id)) return fail_request(*slot, "answered with Reset");
            return user_.on_reset(message.message_id);
    }
}

}  // namespace agent::lwm2m
