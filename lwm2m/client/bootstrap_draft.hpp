// What a bootstrap server has written so far, beside what is in effect until it finishes (LwM2M Core 1.1 §6.1.7).
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "lwm2m/client/account_resources.hpp"
#include "lwm2m/client/writings.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class BootstrapDraft {
public:
    /// Begins with objects 0, 1 and 2 as they are. `tree` has the others.
    BootstrapDraft(ResourceMap resources, ObjectTree& tree);

    // Failures have the codes of the bootstrap interface, which knows fewer than device management: some servers take
    // any other for a broken client.

    /// Makes the targeted instance or resource, or replaces it. Optional resources that the agent has no use for are
    /// passed over. 4.00 for what can't be.
    Outcome<void> write(const ObjectPath& path, codec::Content content);
    /// "/" and /0 spare the account of the bootstrap server.
    Outcome<void> remove(const ObjectPath& path);
    /// Of objects 1 and 2 only.
    Outcome<codec::Content> read(const ObjectPath& path) const;

    /// The account of the bootstrap server goes when the server has written another for itself, and the accounts that
    /// it has written anything of are bootstrapped as of `now`; nullopt: nobody knows the time.
    void settle(std::optional<Time> now);
    const ResourceMap& resources() const { return resources_; }
    /// What was written to other objects, in its order.
    const std::vector<Writings::Part>& pending() const { return pending_; }

private:
    Outcome<void> write_own(const ObjectPath& path, const codec::Content& content);
    Outcome<void> write_other(const ObjectPath& path, codec::Content content);
    Outcome<void> put(ResourceMap& into, const ObjectPath& path, const ResourceValue& value, bool targeted) const;
    std::vector<ObjectPath> bootstrap_accounts() const;
    void erase_below(const ObjectPath& path);
    std::vector<ObjectPath> written_servers() const;

    ResourceMap resources_;
    ObjectTree& tree_;
    std::vector<Writings::Part> pending_;
    std::optional<ObjectPath> first_account_;  // of the bootstrap server, while it has not been written
    std::set<ObjectPath> written_;             // instances of objects 0 and 1
};

}  // namespace agent::lwm2m
