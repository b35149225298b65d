#include "lwm2m/client/notification_queue.hpp"

#include <algorithm>

#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::Message;

namespace {

constexpr std::size_t most_under_way = 2;  // so that requests are answered between them
constexpr Duration retry_after = 30s;
constexpr unsigned most_failures = 3;
constexpr std::size_t largest_payload = 1024;
constexpr std::uint8_t largest_block = 6;

std::vector<ObjectPath> paths_of(const Observation& observation) {
    std::vector<ObjectPath> paths;
    paths.reserve(observation.parts.size());
    for (const auto& part : observation.parts) paths.push_back(part.path);
    return paths;
}

}  // namespace

NotificationQueue::NotificationQueue(ServerIndex server, Context& context, Exchanges& exchanges, Snapshots& snapshots,
                                     Backlog& backlog, User& user)
    : server_(server),
      context_(context),
      exchanges_(exchanges),
      snapshots_(snapshots),
      backlog_(backlog),
      user_(user),
      log_(context.log.named("observation")) {}

NotificationQueue::~NotificationQueue() { context_.timers.cancel(pause_); }

bool NotificationQueue::has_room() const {
    const bool waits = std::ranges::any_of(waiting_, [this](const Entry& entry) { return can_leave(entry); });
    return !running_ || (pause_ == TimerId::none && !waits && flying_.size() < most_under_way);
}

bool NotificationQueue::must_wait(const Observation& observation) const {
    return confirming_ && (observation.attributes.con == true || user_.find(confirming_->key) == &observation);
}

bool NotificationQueue::can_leave(const Entry& entry) const {
    const auto* observation = user_.find(entry.key);
    return observation == nullptr || !must_wait(*observation);
}

void NotificationQueue::push(ObservationKey key, std::vector<codec::ObjectContent> objects) {
    Entry entry{
        .key = key, .paths = paths_of(*user_.find(key)), .objects = std::move(objects), .taken = context_.timers.now()};
    if (!running_) return store(entry);
    waiting_.push_back(std::move(entry));
    drive();
}

void NotificationQueue::set_running(bool running) {
    if (running_ == running) return;
    running_ = running;
    context_.timers.cancel(pause_);
    if (running) return drive();
    // Nobody knows whether what is under way arrived; better twice than never. What only says once more how things are
    // now is in the backlog already.
    if (confirming_) store(*confirming_, Backlog::Repeated::skip);
    for (const auto& [flight, entry] : flying_) store(entry, Backlog::Repeated::skip);
    for (const auto& entry : waiting_) store(entry, Backlog::Repeated::skip);
    clear();
}

void NotificationQueue::store(const Entry& entry, Backlog::Repeated repeated) {
    auto* observation = user_.find(entry.key);
    if (observation == nullptr || !user_.stores()) return;
    observation->anew = true;
    backlog_.add(entry.paths, entry.objects, entry.taken, observation->attributes.hqmax, repeated);
}

void NotificationQueue::forget(ObservationKey key) {
    std::erase_if(waiting_, [key](const Entry& entry) { return entry.key == key; });
}

void NotificationQueue::clear() {
    if (confirming_) exchanges_.withdraw(confirming_id_);
    confirming_.reset();
    flying_.clear();
    waiting_.clear();
}

std::optional<ObservationKey> NotificationQueue::sent_for(coap::MessageId message_id) {
    for (auto& sent : sent_)
        if (sent.key != 0 && sent.message_id == message_id) return std::exchange(sent.key, 0);
    return std::nullopt;
}

void NotificationQueue::drive() {
    if (driving_) return;
    driving_ = true;
    while (running_ && pause_ == TimerId::none && flying_.size() < most_under_way) {
        const auto next = std::ranges::find_if(waiting_, [this](const Entry& entry) { return can_leave(entry); });
        if (next == waiting_.end()) break;
        auto entry = std::move(*next);
        waiting_.erase(next);
        send(std::move(entry));
    }
    driving_ = false;
}

void NotificationQueue::send(Entry entry) {
    auto* observation = user_.find(entry.key);
    if (observation == nullptr) return;
    auto message = message_of(entry, *observation);
    if (!message) return user_.on_lost(entry.key);
    const auto unconfirmed = context_.timers.now() - observation->last_confirmed;
    const bool confirmable =
        observation->attributes.con == true ||
        // Not behind hundreds of separate responses: there is a next time.
        (unconfirmed >= context_.settings.confirmable_every && !confirming_ && exchanges_.is_free());
    observation->last = context_.timers.now();  // it may have waited for its turn: pmin is between two that leave
    ++observation->notifications;
    ++context_.counters.notifications;
    const auto path = observation->path();
    confirmable ? send_confirmable(std::move(entry), std::move(*message))
                : send_non_confirmable(std::move(entry), std::move(*message));
    context_.listener.on_operation(server_, Operation::notify, path, coap::code::content);
}

std::optional<Message> NotificationQueue::message_of(Entry& entry, Observation& observation) {
    const auto path = observation.path();
    auto payload = observation.composite ? codec::encode_composite(observation.format, entry.objects)
                                         : codec::encode(observation.format, path, entry.objects.front().content);
    if (!payload) {
        log_.warning("not notified server={} path={} reason=\"{}\"", server_, path.text(), payload.error().reason);
        return std::nullopt;
    }
    observation.sequence = entry.sequence = observation.sequence % 0xFFFFFF + 1;
    Message message{.code = coap::code::content, .token = observation.token};
    message.add_uint(coap::OptionNumber::observe, observation.sequence);
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(observation.format));
    if (payload->size() > largest_payload) {
        add_block(message, *payload, 0, largest_block);
        snapshots_.keep({path, observation.format, observation.selection}, std::move(*payload), context_.timers.now());
        message.sort_options();
    } else {
        message.payload = std::move(*payload);
    }
    return message;
}

void NotificationQueue::send_confirmable(Entry entry, Message message) {
    confirming_ = std::move(entry);
    confirming_id_ = exchanges_.send_confirmable(std::move(message), [this, mine = ++confirmation_](Delivery delivery) {
        if (confirming_ && mine == confirmation_) on_confirmed(delivery);
    });
}

void NotificationQueue::send_non_confirmable(Entry entry, Message message) {
    const auto flight = ++last_flight_;
    const auto key = entry.key;
    flying_.emplace_back(flight, std::move(entry));
    const auto message_id =
        exchanges_.send_non_confirmable(std::move(message), [this, flight](bool sent) { on_taken(flight, sent); });
    sent_[next_sent_] = {message_id, key};
    next_sent_ = (next_sent_ + 1) % sent_.size();
}

void NotificationQueue::on_taken(std::uint32_t flight, bool sent) {
    const auto found = std::ranges::find(flying_, flight, &std::pair<std::uint32_t, Entry>::first);
    if (found == flying_.end()) return;
    auto entry = std::move(found->second);
    flying_.erase(found);
    if (!sent) try_again(std::move(entry));
    drive();
    user_.on_room();
}

void NotificationQueue::on_confirmed(Delivery delivery) {
    auto entry = std::move(*confirming_);
    confirming_.reset();
    switch (delivery) {
        case Delivery::delivered:
            if (auto* observation = user_.find(entry.key)) observation->last_confirmed = context_.timers.now();
            break;
        case Delivery::reset:
            user_.on_rejected(entry.key);
            break;
        case Delivery::timed_out:
        case Delivery::failed:
            try_again(std::move(entry));
    }
    drive();
    user_.on_room();
}

void NotificationQueue::try_again(Entry entry) {
    const auto* observation = user_.find(entry.key);
    if (observation == nullptr) return;
    if (++entry.failures == most_failures) {
        log_.warning("notification given up server={} path={}", server_, entry.paths.front().text());
        store(entry, Backlog::Repeated::skip);
        return user_.on_lost(entry.key);
    }
    if (observation->sequence != entry.sequence) {
        // A later one has gone out: with a higher number this one would pass for the newest.
        store(entry, Backlog::Repeated::skip);
        user_.on_lost(entry.key);
    } else {
        waiting_.push_front(std::move(entry));
    }
    context_.timers.cancel(pause_);
    pause_ = context_.timers.after(retry_after, [this] {
        pause_ = TimerId::none;
        drive();
        user_.on_room();
    });
}

}  // namespace agent::lwm2m
