// Where acknowledged writes and the accounts of servers are kept; the daemon puts a database behind it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

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

class Store {
public:
    virtual ~Store() = default;
    /// All of the changes or none, on disk when it returns. 5.00 with the reason when they can't be kept.
    virtual Outcome<void> keep(std::span<const Change> changes) = 0;
    /// What was kept for a resource; nullopt when nothing was.
    virtual std::optional<ResourceValue> kept(const ObjectPath& path) const = 0;
    /// Everything that was kept for resources below `path`, ascending.
    virtual std::vector<KeptResource> kept_below(const ObjectPath& path) const = 0;

    /// Replaces the account set and makes the changes: all of it or nothing, otherwise as keep().
    virtual Outcome<void> keep_accounts(const AccountSet& accounts, std::span<const Change> changes) = 0;
    virtual std::optional<AccountSet> kept_accounts() const = 0;
};

}  // namespace agent::lwm2m
