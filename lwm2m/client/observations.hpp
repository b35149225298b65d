// What one server observes, and when it is notified (RFC 7641, LwM2M Core 1.1 §6.4). A change finds the observations it
// touches by hashing; each waits for its own pmin and pmax; few notifications are under way at once.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "lwm2m/client/attribute_table.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/snapshots.hpp"

namespace agent::lwm2m {

class Observations {
public:
    Observations(ServerIndex server, Context& context, Exchanges& exchanges, const AttributeTable& attributes,
                 Snapshots& snapshots);
    ~Observations();
    Observations(const Observations&) = delete;
    Observations& operator=(const Observations&) = delete;

    /// The server observes `path` and is about to get `first`; a token it used before now stands for this. Returns the
    /// Observe option of the answer; nullopt when there are too many observations.
    std::optional<std::uint32_t> add(const coap::Token& token, const ObjectPath& path, coap::ContentFormat format,
                                     const codec::Content& first);
    void cancel(const coap::Token& token);
    /// The server rejected that message: the observation it was for ends, no other.
    void on_reset(coap::MessageId message_id);
    /// A resource has a new value, or instances came or went.
    void on_change(const ObjectPath& path);
    /// At that path; what lies below inherits them.
    void on_attributes_changed(const ObjectPath& path);
    /// Notifications leave only while the server knows us. What changed meanwhile is notified then.
    void set_running(bool running);
    void clear();

    std::size_t size() const { return observations_.size(); }
    std::vector<ObjectPath> paths() const;
    std::vector<ObservationStatus> status() const;

private:
    using Key = std::uint32_t;
    struct Observation {
        coap::Token token;
        ObjectPath path;
        coap::ContentFormat format{};
        Attributes attributes;  // in effect
        std::uint32_t sequence = 0;
        std::uint64_t notifications = 0;
        TimePoint last{};              // notification
        TimePoint last_confirmed{};    // acknowledged notification
        std::optional<double> number;  // what the server knows, of a numeric resource
        TimerId timer = TimerId::none;
        TimePoint timer_at{};
        bool changed = false;  // and the server does not know yet
        bool ready = false;    // waits in ready_
        bool reading = false;
    };
    struct SentMessage {
        coap::MessageId message_id = 0;
        Key key = 0;  // 0: none
    };

    Observation* find(Key key);
    void erase(Key key);
    void touch(Key key, Observation& observation, const ObjectPath& path);
    std::optional<double> cached_number(const ObjectPath& path) const;
    void schedule(Key key, Observation& observation, TimePoint not_before = {});
    void set_timer(Key key, Observation& observation, std::optional<TimePoint> when);
    void make_ready(Key key, Observation& observation);

    void pump();
    void begin(Key key, Observation& observation);
    void on_read(Key key, const Outcome<codec::Content>& content);
    void notify(Key key, Observation& observation, const codec::Content& content);
    void notify_failure(Key key, const Failure& failure);
    void send(Key key, Observation& observation, coap::Message message);
    void on_taken(Key key, std::uint16_t epoch, bool sent);
    void on_confirmed(Key key, Delivery delivery);
    void retry_later(Key key);

    ServerIndex server_;
    Context& context_;
    Exchanges& exchanges_;
    const AttributeTable& attributes_;
    Snapshots& snapshots_;
    Log log_;

    std::unordered_map<Key, Observation> observations_;
    std::map<coap::Token, Key> by_token_;
    std::unordered_map<ObjectPath, std::vector<Key>> by_path_;  // of resource instances under their resource
    std::deque<Key> ready_;
    std::array<SentMessage, 64> sent_{};  // the last non-confirmable notifications, for Resets
    std::size_t next_sent_ = 0;
    Key last_key_ = 0;
    std::size_t reading_ = 0;
    std::size_t sending_ = 0;  // non-confirmable ones that the transport has not taken yet
    std::uint16_t epoch_ = 0;  // of the connection: sendings of an older one no longer count
    bool confirmable_under_way_ = false;
    bool running_ = false;
    bool pumping_ = false;
    TimerId pump_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
