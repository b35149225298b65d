// Notifications on their way to one server (RFC 7641 §4.5, LwM2M Core 1.1 §6.4.2): few at once, in order, again when
// one could not be sent. What can't be delivered goes to the backlog.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "lwm2m/client/backlog.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/observation.hpp"
#include "lwm2m/client/snapshots.hpp"
#include "lwm2m/codec/composite.hpp"

namespace agent::lwm2m {

class NotificationQueue {
public:
    class User {
    public:
        virtual ~User() = default;
        /// nullptr when it has ended.
        virtual Observation* find(ObservationKey key) = 0;
        /// The server wants no more of it.
        virtual void on_rejected(ObservationKey key) = 0;
        /// It was given up: what the server knows is uncertain now.
        virtual void on_lost(ObservationKey key) = 0;
        /// What can't be delivered is stored, and not given up (/1/x/6).
        virtual bool stores() const = 0;
        /// has_room() may have become true.
        virtual void on_room() = 0;
    };

    NotificationQueue(ServerIndex server, Context& context, Exchanges& exchanges, Snapshots& snapshots,
                      Backlog& backlog, User& user);
    ~NotificationQueue();
    NotificationQueue(const NotificationQueue&) = delete;
    NotificationQueue& operator=(const NotificationQueue&) = delete;

    /// Another notification would leave soon, or be stored while not running.
    bool has_room() const;
    /// An acknowledgement is waited for: of one of its own notifications, so that none overtakes it, or of any where
    /// its own must be acknowledged, too.
    bool must_wait(const Observation& observation) const;
    /// What was read of each of its paths.
    void push(ObservationKey key, std::vector<codec::ObjectContent> objects);
    /// Sends what can leave now.
    void drive();

    /// Messages leave only while running.
    void set_running(bool running);
    /// The observation has ended: so does what waits for it.
    void forget(ObservationKey key);
    /// All have ended.
    void clear();
    /// The observation whose non-confirmable notification had that message id.
    std::optional<ObservationKey> sent_for(coap::MessageId message_id);

private:
    struct Entry {
        ObservationKey key = 0;
        std::vector<ObjectPath> paths;
        std::vector<codec::ObjectContent> objects;
        TimePoint taken{};
        unsigned failures = 0;
        std::uint32_t sequence = 0;  // that it was sent with last
    };
    struct Sent {
        coap::MessageId message_id = 0;
        ObservationKey key = 0;  // 0: none
    };

    bool can_leave(const Entry& entry) const;
    void send(Entry entry);
    void send_confirmable(Entry entry, coap::Message message);
    void send_non_confirmable(Entry entry, coap::Message message);
    std::optional<coap::Message> message_of(Entry& entry, Observation& observation);
    void on_taken(std::uint32_t flight, bool sent);
    void on_confirmed(Delivery delivery);
    void try_again(Entry entry);
    void store(const Entry& entry, Backlog::Repeated repeated = Backlog::Repeated::add);

    ServerIndex server_;
    Context& context_;
    Exchanges& exchanges_;
    Snapshots& snapshots_;
    Backlog& backlog_;
    User& user_;
    Log log_;

    std::deque<Entry> waiting_;
    std::deque<std::pair<std::uint32_t, Entry>> flying_;  // non-confirmable, not yet taken by the transport
    std::optional<Entry> confirming_;
    coap::MessageId confirming_id_ = 0;
    std::array<Sent, 64> sent_{};  // the last non-confirmable ones, for Resets
    std::size_t next_sent_ = 0;
    std::uint32_t last_flight_ = 0;
    std::uint32_t confirmation_ = 0;  // which one confirming_ is: an older one's end no longer counts
    bool running_ = false;
    bool driving_ = false;
    TimerId pause_ = TimerId::none;  // after a failure
};

}  // namespace agent::lwm2m
