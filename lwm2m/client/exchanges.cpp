// Sending: answers and notifications.
#include "lwm2m/client/exchanges.hpp"

#include <algorithm>

namespace agent::lwm2m {

using coap::Message;
using coap::MessageId;
using coap::Type;

namespace {

// Readings and writings give a hanging handler up by themselves; this is for what does neither.
constexpr Duration handler_grace = 5s;

}  // namespace

Exchanges::Exchanges(ServerIndex server, const ClientSettings& settings, Timers& timers, Random& random, Log log,
                     Transport& transport, ClientCounters& counters, User& user)
    : server_(server),
      settings_(settings),
      timers_(timers),
      log_(log),
      transport_(transport),
      counters_(counters),
      user_(user),
      uploads_({.bytes = settings.most_upload_bytes, .accepts_continue = settings.accepts_continue}, timers,
               [&user](const Message& request) { return user.sink_for(request); }),
      next_message_id_(static_cast<MessageId>(random.below(0x10000))) {}

Exchanges::~Exchanges() {
    timers_.cancel(delivery_timer_);
    for (auto& slot : outstanding_)
        if (slot) timers_.cancel(slot->timer);
    for (auto& inbound : inbound_) timers_.cancel(inbound.slow);
}

void Exchanges::disconnected() {
    ++epoch_;
    unsent_answers_.clear();
    timers_.cancel(delivery_timer_);
    in_flight_ = false;
    // First: when one ends, the next must not have its turn.
    auto lost = std::exchange(outbox_, {});
    for (auto& slot : outstanding_) abandon(slot);
    for (auto& outbound : lost)
        if (outbound.done) outbound.done(Delivery::failed);
}

void Exchanges::forget() {
    disconnected();
    uploads_.clear();
    for (auto& inbound : inbound_)
        if (inbound.busy) release(inbound);
    seen_.clear();
}

void Exchanges::hand_over(Message message, Transport::SendDone done) {
    user_.on_activity();
    transport_.send(server_, std::move(message), std::move(done));
}

MessageId Exchanges::send_non_confirmable(Message message, std::function<void(bool)> taken) {
    message.type = Type::non_confirmable;
    message.message_id = next_message_id_++;
    const auto message_id = message.message_id;
    hand_over(std::move(message), [taken = std::move(taken)](const Result<void>& result) {
        if (taken) taken(result.has_value());
    });
    return message_id;
}

MessageId Exchanges::send_confirmable(Message message, DeliveryHandler done) {
    message.type = Type::confirmable;
    const auto message_id = message.message_id = next_message_id_++;
    outbox_.push_back({std::move(message), std::move(done)});
    send_next();
    return message_id;
}

void Exchanges::withdraw(MessageId message_id) {
    if (under_way(message_id)) return;
    std::erase_if(outbox_, [&](const Outbound& outbound) { return outbound.message.message_id == message_id; });
}

void Exchanges::send_next() {
    if (in_flight_ || outbox_.empty()) return;
    in_flight_ = true;
    const auto message_id = outbox_.front().message.message_id;
    delivery_timer_ = timers_.after(coap::max_transmit_wait, [this] { finish(Delivery::timed_out); });
    hand_over(outbox_.front().message, [this, message_id, epoch = epoch_](const Result<void>& result) {
        if (result || epoch != epoch_ || !under_way(message_id)) return;
        log_.warning("not sent server={} mid={} reason=\"{}\"", server_, message_id, result.error().message());
        finish(Delivery::failed);
    });
}

void Exchanges::finish(Delivery delivery) {
    if (!in_flight_) return;
    in_flight_ = false;
    timers_.cancel(delivery_timer_);
    auto ended = std::move(outbox_.front());
    outbox_.pop_front();
    if (ended.done) {
        ended.done(delivery);
    } else if (auto* slot = find_outstanding(ended.message.message_id)) {
        switch (delivery) {
            case Delivery::delivered:
                wait_for_response(*slot);
                break;
            case Delivery::timed_out:
                fail_request(*slot, "no answer");
                break;
            case Delivery::reset:
                fail_request(*slot, "answered with Reset");
                break;
            case Delivery::failed:
                fail_request(*slot, "could not be sent");
                break;
        }
    }
    send_next();
}

void Exchanges::on_delivery(MessageId message_id, Delivery delivery) {
    if (under_way(message_id)) finish(delivery);
}

void Exchanges::respond(RequestId id, Message response) {
    auto* inbound = find(id);
    if (inbound == nullptr) return;
    response.token = inbound->token;
    response.message_id = inbound->message_id;
    const auto request_type = inbound->type;
    const auto acknowledged = inbound->acknowledged;
    if (inbound->block1) response.add_uint(coap::OptionNumber::block1, inbound->block1->value());
    release(*inbound);
    response.sort_options();
    if (request_type == Type::non_confirmable) {
        send_non_confirmable(std::move(response), {});
    } else if (acknowledged) {
        const auto token = response.token;
        const bool observes = response.find(coap::OptionNumber::observe) != nullptr;
        send_confirmable(std::move(response), [this, token, observes](Delivery delivery) {
            if (delivery == Delivery::delivered) return;
            log_.warning("separate response lost server={}", server_);
            if (delivery == Delivery::reset && observes) user_.on_rejected(token);
        });
    } else {
        response.type = Type::acknowledgement;
        send_answer(std::move(response));
    }
}

void Exchanges::expect_answer(RequestId id) {
    auto* inbound = find(id);
    if (inbound == nullptr) return;
    inbound->slow = inbound->type == Type::confirmable
                        ? timers_.after(settings_.slow_handler, [this, id] { acknowledge_slow(id); })
                        : timers_.after(settings_.handler_limit + handler_grace, [this, id] { expire(id); });
}

void Exchanges::ignore(RequestId id) {
    if (auto* inbound = find(id)) release(*inbound);
}

void Exchanges::acknowledge_slow(RequestId id) {
    auto* inbound = find(id);
    if (inbound == nullptr) return;
    inbound->acknowledged = true;
    inbound->slow = timers_.after(settings_.handler_limit + handler_grace, [this, id] { expire(id); });
    const auto message_id = inbound->message_id;
    send_answer({.type = Type::acknowledgement, .message_id = message_id});
}

void Exchanges::expire(RequestId id) {
    log_.error("request never answered by its handler server={}", server_);
    respond(id, {.code = coap::code::internal_server_error});
}

void Exchanges::send_empty(Type type, MessageId message_id) {
    hand_over({.type = type, .message_id = message_id}, [](const Result<void>&) {});
}

void Exchanges::send_answer(Message answer) {
    seen_.answered(answer);
    const auto message_id = answer.message_id;
    unsent_answers_.push_back(message_id);
    hand_over(std::move(answer), [this, message_id, epoch = epoch_](const Result<void>& result) {
        if (epoch == epoch_) answer_taken(message_id, result);
    });
}

void Exchanges::answer_taken(MessageId message_id, const Result<void>& result) {
    const auto unsent = std::ranges::find(unsent_answers_, message_id);
    if (unsent != unsent_answers_.end()) unsent_answers_.erase(unsent);
    if (result) return;
    log_.warning("answer not sent server={} mid={} reason=\"{}\"", server_, message_id, result.error().message());
    const auto* answer = seen_.answer_to(message_id);
    if (answer == nullptr || answer->code.is_empty() || answer->code.code_class() == 5) return;
    // The transport may be unable to express just this answer; the server is better off with a failure than waiting.
    send_answer({.type = Type::acknowledgement,
                 .code = coap::code::internal_server_error,
                 .message_id = message_id,
                 .token = answer->token});
}

}  // namespace agent::lwm2m
