// Where acknowledged writes and the accounts of servers are kept; the daemon puts a database behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

struct Change {
    ObjectPath path;                     // of a resource
    std::optional<ResourceValue> value;  // nullopt: forget it
};

struct KeptResource {
    ObjectPath path;  // of a resource
    ResourceValue value;
    friend bool operator==(const KeptResource&, const KeptResource&) = default;
};

/// The accounts of servers as a whole: what objects 0 and 1 hold, keys included.
struct AccountSet {
    std::string configuration;            // fingerprint of the configured accounts it stands in for
    std::vector<KeptResource> resources;  // none: the configured accounts themselves
    friend bool operator==(const AccountSet&, const AccountSet&) = default;
};

/// What a server wrote at a path with Write-Attributes, as queries: "pmin=10&gt=5.5".
struct KeptAttributes {
    ObjectPath path;
    std::string queries;
};

/// What servers made of the instances that the configuration has.
enum class InstanceState : std::uint8_t { created, deleted };
struct KeptInstance {
    ObjectPath path;
    InstanceState state = InstanceState::created;
};

/// What a server knows of the device, for a restart within the lifetime.
struct KeptRegistration {
    std::string account;                // tells the server and the endpoint from others
    std::vector<std::string> location;  // of the Register's answer, a segment each
    Version version;                    // of the enabler
    // What the server has acknowledged last.
    std::uint32_t lifetime_s = 0;
    bool queue_mode = false;
    std::string objects;
    std::uint32_t resumed = 0;  // restarts that it survived
    friend bool operator==(const KeptRegistration&, const KeptRegistration&) = default;
};
struct KeptObservation {
    Bytes token;
    std::vector<ObjectPath> paths;
    bool composite = false;
    std::uint16_t format = 0;     // Content-Format
    std::uint32_t selection = 0;  // of a composite one
    std::string own;              // attributes of the request, as queries
    friend bool operator==(const KeptObservation&, const KeptObservation&) = default;
};

/// What a server was to be told while it could not be (/1/x/6).
struct KeptNotification {
    std::uint64_t id = 0;              // ascending, of one server never used twice
    std::chrono::milliseconds time{};  // since 1970, as the device's clock had it when the values were taken
    std::vector<ObjectPath> paths;     // observed together
    Bytes records;                     // SenML CBOR without times
    friend bool operator==(const KeptNotification&, const KeptNotification&) = default;
};
struct BacklogChange;
struct KeptBacklog {
    void apply(const BacklogChange& change);

    std::string account;  // tells the server and the endpoint from others
    std::vector<KeptNotification> notifications;
    std::uint64_t last_id = 0;
    std::uint64_t delivered = 0;  // since the store was made
    std::uint64_t dropped = 0;
    friend bool operator==(const KeptBacklog&, const KeptBacklog&) = default;
};
/// In this order.
struct BacklogChange {
    std::string account;
    std::uint64_t shifted_from = 0;        // the times of this id and those after it
    std::chrono::milliseconds shift{};     // move by this
    std::vector<KeptNotification> added;   // ids above all before
    std::vector<std::uint64_t> delivered;  // ids of those that the server has taken
    std::vector<std::uint64_t> dropped;    // ids of those that it will never get
    std::uint64_t delivered_unkept = 0;    // how many more, which were never kept
    std::uint64_t dropped_unkept = 0;
};

class Store {
public:
    enum class Servers : std::uint8_t { others, same };

    virtual ~Store() = default;
    /// All of the changes or none, on disk when it returns. 5.00 with the reason when they can't be kept.
    virtual Outcome<void> keep(std::span<const Change> changes) = 0;
    /// What was kept for a resource; nullopt when nothing was.
    virtual std::optional<ResourceValue> kept(const ObjectPath& path) const = 0;
    /// Everything that was kept for resources below `path`, ascending.
    virtual std::vector<KeptResource> kept_below(const ObjectPath& path) const = 0;

    /// Replaces the account set, makes the changes and, when the servers are others than before, forgets the attributes
    /// that they have written: all of it or nothing, otherwise as keep().
    virtual Outcome<void> keep_accounts(const AccountSet& accounts, std::span<const Change> changes,
                                        Servers servers = Servers::others) = 0;
    virtual std::optional<AccountSet> kept_accounts() const = 0;

    /// What the server with that short id has written at the path; empty queries: forget it. On disk when it returns.
    virtual Outcome<void> keep_attributes(std::uint16_t server, const ObjectPath& path, std::string_view queries) = 0;
    virtual std::vector<KeptAttributes> kept_attributes(std::uint16_t server) const = 0;

    /// A server created the instance, with those values, or deleted it. What was kept at and below its path before,
    /// attributes of every server included, is forgotten; the values may be of other instances, too (object 2 says
    /// whose the instance is). All of it or nothing, on disk when it returns.
    virtual Outcome<void> keep_instance(const ObjectPath& instance, InstanceState state,
                                        std::span<const Change> values) = 0;
    virtual std::vector<KeptInstance> kept_instances() const = 0;

    // By the server's short id. Each is on disk when it returns; what can't be kept is lost by the next restart alone.
    /// nullopt: the server knows us no longer. Another registration than the one that is kept has no observations yet.
    virtual Outcome<void> keep_registration(std::uint16_t server,
                                            const std::optional<KeptRegistration>& registration) = 0;
    virtual std::optional<KeptRegistration> kept_registration(std::uint16_t server) const = 0;
    /// Replaces the one with the same token.
    virtual Outcome<void> keep_observation(std::uint16_t server, const KeptObservation& observation) = 0;
    /// Without a token: all of that server.
    virtual Outcome<void> forget_observation(std::uint16_t server, std::optional<BytesView> token) = 0;
    virtual std::vector<KeptObservation> kept_observations(std::uint16_t server) const = 0;
    /// All of it or nothing: a notification that was added is promised to the server.
    virtual Outcome<void> keep_backlog(std::uint16_t server, const BacklogChange& change) = 0;
    virtual KeptBacklog kept_backlog(std::uint16_t server) const = 0;
};

}  // namespace agent::lwm2m
