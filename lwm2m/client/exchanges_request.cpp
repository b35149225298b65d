// Our own requests: their blocks, their answers, and the end of waiting for one.
#include <algorithm>

#include "lwm2m/client/exchanges.hpp"

namespace agent::lwm2m {

using coap::Message;
using coap::MessageId;
using coap::Type;

coap::Token Exchanges::next_token(const Slot& slot) {
    // No token at all matches one request (RFC 7252 §5.3.1), as long as no other answer can be mistaken for its.
    const bool may_be_empty = &slot == &outstanding_.front() && timers_.now() >= late_answers_until_;
    if (may_be_empty) return {};
    last_token_ = static_cast<std::uint8_t>(last_token_ % 255 + 1);
    return *coap::Token::from({&last_token_, 1});
}

Exchanges::Slot* Exchanges::find_outstanding(MessageId message_id) {
    const auto found =
        std::ranges::find_if(outstanding_, [&](const Slot& slot) { return slot && slot->message_id == message_id; });
    return found != outstanding_.end() ? &*found : nullptr;
}

Exchanges::Slot* Exchanges::find_outstanding(const coap::Token& token) {
    const auto found =
        std::ranges::find_if(outstanding_, [&](const Slot& slot) { return slot && slot->token == token; });
    return found != outstanding_.end() ? &*found : nullptr;
}

void Exchanges::request(Message message, ResponseHandler done, Purpose purpose) {
    auto& mine = slot(purpose);
    abandon(mine);
    mine = Outstanding{.token = {}, .transfer = BlockTransfer(std::move(message)), .done = std::move(done)};
    send_block(mine);
}

void Exchanges::send_block(Slot& slot) {
    auto message = slot->transfer.next();
    message.type = Type::confirmable;
    message.message_id = slot->message_id = next_message_id_++;
    message.token = slot->token = next_token(slot);
    // Hundreds of separate responses may wait, and each that is lost takes 93 s: the registration would end meanwhile.
    const auto first = outbox_.begin() + (in_flight_ ? 1 : 0);
    const auto place = std::find_if(first, outbox_.end(), [](const Outbound& other) { return bool(other.done); });
    outbox_.insert(place, {std::move(message), {}});
    send_next();
}

void Exchanges::abandon_request(Purpose purpose) { abandon(slot(purpose)); }

void Exchanges::abandon(Slot& slot) {
    if (!slot) return;
    const auto message_id = slot->message_id;
    timers_.cancel(slot->timer);
    slot.reset();
    late_answers_until_ = timers_.now() + coap::exchange_lifetime;
    if (under_way(message_id)) return finish(Delivery::failed);
    withdraw(message_id);
}

void Exchanges::fail_request(Slot& slot, std::string_view why) {
    if (!slot) return;
    auto done = std::move(slot->done);
    abandon(slot);
    done(nullptr, why);
}

void Exchanges::wait_for_response(Slot& slot) {
    timers_.cancel(slot->timer);
    slot->timer = timers_.after(coap::max_transmit_wait,
                                [this, &slot] { fail_request(slot, "acknowledged, but never answered"); });
}

void Exchanges::answered(Slot& slot, const Message& message) {
    const auto message_id = slot->message_id;
    timers_.cancel(slot->timer);
    auto response = message;
    const auto verdict = slot->transfer.on_response(response);
    ResponseHandler done;
    if (verdict == BlockTransfer::Verdict::send_next) {
        send_block(slot);
    } else {
        done = std::move(slot->done);
        slot.reset();
    }
    // A response says that the request arrived, even where the acknowledgement got lost (RFC 7252 §5.2.2).
    if (under_way(message_id)) finish(Delivery::delivered);
    if (verdict == BlockTransfer::Verdict::complete) done(&response, {});
    if (verdict == BlockTransfer::Verdict::broken) done(nullptr, "the blocks of the answer do not fit together");
}

}  // namespace agent::lwm2m
