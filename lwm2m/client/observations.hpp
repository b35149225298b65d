// What one server observes, and when it is notified (RFC 7641, LwM2M Core 1.1 §6.4). A change finds the observations it
// touches by hashing; each waits for its own periods; few are read and notified at once.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "lwm2m/client/attribute_table.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/group_reading.hpp"
#include "lwm2m/client/notification_queue.hpp"
#include "lwm2m/client/observation.hpp"

namespace agent::lwm2m {

class Observations : private NotificationQueue::User {
public:
    /// `stores` tells whether notifications are kept while the server can't be reached (/1/x/6), in `backlog`.
    Observations(ServerIndex server, Context& context, Exchanges& exchanges, const AttributeTable& attributes,
                 Snapshots& snapshots, Backlog& backlog, std::function<bool()> stores);
    ~Observations() override;
    Observations(const Observations&) = delete;
    Observations& operator=(const Observations&) = delete;

    /// The server observes `path`, with attributes of the request's `own` if it has any, and is about to get `first`; a
    /// token it used before now stands for this. Returns the Observe option of the answer; nullopt when there are too
    /// many observations.
    std::optional<std::uint32_t> add(const coap::Token& token, const ObjectPath& path, coap::ContentFormat format,
                                     const Attributes& own, const codec::Content& first);
    /// Several paths together; `first` has the content of each. `selection` tells them from other paths (Snapshots).
    std::optional<std::uint32_t> add_composite(const coap::Token& token, std::span<const ObjectPath> paths,
                                               coap::ContentFormat format, std::uint32_t selection,
                                               const Attributes& own, std::span<const codec::ObjectContent> first);
    /// Those of before a restart, which the server still has: their values are told it anew. `resumed` counts restarts.
    void resume(std::span<const KeptObservation> kept, std::uint32_t resumed);
    void cancel(const coap::Token& token);
    /// The server rejected that message: the observation it was for ends, no other.
    void on_reset(coap::MessageId message_id);
    /// A resource may have a new value, or instances came or went.
    void on_change(const ObjectPath& path);
    /// This server wrote the value to the resource, or with nullptr reset it: it knows.
    void on_own_write(const ObjectPath& resource, const ResourceValue* value);
    /// At that path; what lies below inherits them.
    void on_attributes_changed(const ObjectPath& path);
    /// Notifications leave only while the server knows us.
    void set_running(bool running);
    /// While held, only one that pmax is overdue for leaves.
    void set_held(bool held);
    /// The server is about to forget those that there are now, with the registration that is replaced; until it says
    /// so, what they have to tell is stored.
    void expect_end();
    /// It has forgotten them.
    void end_expected();
    /// There are none any more.
    void clear();

    std::size_t size() const { return observations_.size(); }
    std::vector<ObjectPath> paths() const;
    std::vector<ObservationStatus> status() const;

private:
    using Key = ObservationKey;

    // NotificationQueue::User
    Observation* find(Key key) override;
    void on_rejected(Key key) override { erase(key); }
    void on_lost(Key key) override;
    bool stores() const override { return stores_(); }
    void on_room() override;

    std::optional<std::uint32_t> insert(Observation observation);
    void keep(const Observation& observation);
    void forget(const coap::Token* token);
    Key place(Observation observation);
    void erase(Key key, bool for_good = true);
    void find_attributes(Observation& observation) const;
    void for_each_touched(const ObjectPath& path, const std::function<void(Key, Observation&)>& visit);
    void touch(Key key, Observation& observation);
    void tell_anew();
    void unblock();

    void schedule(Key key, Observation& observation, TimePoint not_before = {});
    void look_at_cached(Observation& observation);
    std::optional<TimePoint> next_look(const Observation& observation) const;
    void set_timer(Key key, Observation& observation, std::optional<TimePoint> when);
    void make_ready(Key key, Observation& observation);

    void pump();
    bool may_read() const;
    /// Takes the next one of those that are ready out of them; nullptr when there is none that may leave.
    Observation* next_ready(Key& key);
    void discard();
    void begin(Key key, Observation& observation);
    void on_read(Key key, const Outcome<codec::Content>& content);
    void on_group_read(Key key, Group group);
    void look_at(Key key, Observation& observation, std::vector<codec::ObjectContent> objects);
    void on_failure(Key key, Observation& observation, const Failure& failure);
    void on_end_told(Key key, Delivery delivery);

    ServerIndex server_;
    Context& context_;
    Exchanges& exchanges_;
    const AttributeTable& attributes_;
    std::function<bool()> stores_;
    Log log_;
    NotificationQueue queue_;

    std::unordered_map<Key, Observation> observations_;
    std::map<coap::Token, Key> by_token_;
    std::unordered_map<ObjectPath, std::vector<Key>> by_path_;  // of resource instances under their resource
    std::deque<Key> ready_;
    std::vector<Key> blocked_;  // ready, but an acknowledgement is waited for
    Key last_key_ = 0;
    std::size_t reading_ = 0;
    bool running_ = false;
    bool held_ = false;
    bool pumping_ = false;
    TimerId pump_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
