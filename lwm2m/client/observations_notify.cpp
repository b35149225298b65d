// How a notification that is due is read, made and sent.
#include "lwm2m/client/observations.hpp"
#include "lwm2m/client/thresholds.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::Message;

namespace {

constexpr std::size_t most_under_way = 2;       // so that requests are answered between them
constexpr std::size_t most_reads_at_once = 16;  // in one turn of the loop
constexpr Duration retry_after = 30s;
constexpr std::size_t largest_payload = 1024;
constexpr std::uint8_t largest_block = 6;

}  // namespace

void Observations::pump() {
    if (pumping_) return;
    pumping_ = true;
    std::size_t reads = 0;
    while (running_ && !ready_.empty() && reading_ + sending_ < most_under_way) {
        if (reads++ == most_reads_at_once) {
            context_.timers.cancel(pump_timer_);
            pump_timer_ = context_.timers.after(Duration::zero(), [this] { pump(); });
            break;
        }
        const auto key = ready_.front();
        ready_.pop_front();
        if (auto* observation = find(key)) begin(key, *observation);
    }
    pumping_ = false;
}

void Observations::begin(Key key, Observation& observation) {
    observation.ready = false;
    observation.reading = true;
    observation.changed = false;  // a change from here on is one more
    ++reading_;
    context_.readings.read(
        observation.path, Readings::Scope::all,
        [this, key](const ObjectPath&, const Outcome<codec::Content>& content) { on_read(key, content); });
}

void Observations::on_read(Key key, const Outcome<codec::Content>& content) {
    --reading_;
    if (auto* observation = find(key)) {
        observation->reading = false;
        if (!content) {
            notify_failure(key, content.error());
        } else if (!context_.access.allows(server_, Operation::notify, observation->path)) {
            notify_failure(key, {coap::code::unauthorized, "object 2 does not let this server read it"});
        } else {
            const auto part = context_.access.readable_part(server_, observation->path, *content);
            notify(key, *observation, part ? *part : *content);
        }
    }
    pump();
}

void Observations::notify(Key key, Observation& observation, const codec::Content& content) {
    const auto now = context_.timers.now();
    std::optional<double> number;
    if (observation.path.size() >= 3) number = number_at(observation.path, content.front().resources.front().value);
    const auto pmax = observation.attributes.pmax;
    const bool overdue = pmax && now >= observation.last + std::chrono::seconds(*pmax);
    if (!overdue && !crosses(observation.attributes, observation.number, number)) return schedule(key, observation);

    auto payload = codec::encode(observation.format, observation.path, content);
    if (!payload) return notify_failure(key, payload.error());
    observation.sequence = observation.sequence % 0xFFFFFF + 1;
    observation.last = now;
    observation.number = number;
    ++observation.notifications;
    ++context_.counters.notifications;
    Message message{.code = coap::code::content, .token = observation.token};
    message.add_uint(coap::OptionNumber::observe, observation.sequence);
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(observation.format));
    if (payload->size() > largest_payload) {
        add_block(message, *payload, 0, largest_block);
        snapshots_.keep(observation.path, observation.format, std::move(*payload), now);
        message.sort_options();
    } else {
        message.payload = std::move(*payload);
    }
    const auto path = observation.path;
    schedule(key, observation);
    send(key, observation, std::move(message));
    context_.listener.on_operation(server_, Operation::notify, path, coap::code::content);
}

void Observations::send(Key key, Observation& observation, Message message) {
    const auto unconfirmed = context_.timers.now() - observation.last_confirmed;
    if (unconfirmed >= context_.settings.confirmable_every && !confirmable_under_way_) {
        confirmable_under_way_ = true;
        exchanges_.send_confirmable(std::move(message),
                                    [this, key](Delivery delivery) { on_confirmed(key, delivery); });
        return;
    }
    ++sending_;
    const auto message_id = exchanges_.send_non_confirmable(
        std::move(message), [this, key, epoch = epoch_](bool sent) { on_taken(key, epoch, sent); });
    sent_[next_sent_] = {message_id, key};
    next_sent_ = (next_sent_ + 1) % sent_.size();
}

void Observations::on_taken(Key key, std::uint16_t epoch, bool sent) {
    if (epoch == epoch_) --sending_;
    if (!sent) retry_later(key);
    pump();
}

void Observations::on_confirmed(Key key, Delivery delivery) {
    confirmable_under_way_ = false;
    auto* observation = find(key);
    if (observation == nullptr) return;
    switch (delivery) {
        case Delivery::delivered:
            observation->last_confirmed = context_.timers.now();
            return;
        case Delivery::reset:
            return erase(key);
        case Delivery::timed_out:
        case Delivery::failed:
            return retry_later(key);
    }
}

void Observations::retry_later(Key key) {
    auto* observation = find(key);
    if (observation == nullptr) return;
    // What the server knows is uncertain now: the next value goes out whatever the thresholds say.
    observation->number.reset();
    observation->changed = true;
    schedule(key, *observation, context_.timers.now() + retry_after);
}

void Observations::notify_failure(Key key, const Failure& failure) {
    auto* observation = find(key);
    log_.warning("observation ends server={} path={} reason=\"{}\"", server_, observation->path.text(), failure.reason);
    Message message{.code = failure.code, .token = observation->token};
    context_.listener.on_operation(server_, Operation::notify, observation->path, failure.code);
    erase(key);
    exchanges_.send_confirmable(std::move(message), [](Delivery) {});
}

}  // namespace agent::lwm2m
