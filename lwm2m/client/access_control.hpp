// Who may do what with which object instance, when there are several servers (LwM2M Core 1.1 §8): object 2, one
// instance for every object instance of the device.
//
// What nobody has written comes from the settings and follows them. What a bootstrap or an owner has written is kept.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/client/accounts.hpp"
#include "lwm2m/client/operation.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class AccessControl {
public:
    AccessControl(const ClientSettings& settings, const Accounts& accounts, ObjectTree& tree, Store& store, Log log);
    AccessControl(const AccessControl&) = delete;
    AccessControl& operator=(const AccessControl&) = delete;

    /// With one server everything is allowed, and always what is of a device behind the gateway (LwM2M Gateway 1.1 §7).
    /// Of an object that is read or observed, one readable instance is enough:
    /// readable_part() has the rest. A path that is not there is none of this class's business.
    bool allows(ServerIndex server, Operation operation, const ObjectPath& path) const;
    /// `content` of an object without the instances that the server may not read; nullopt when it may read all.
    std::optional<codec::Content> readable_part(ServerIndex server, const ObjectPath& path,
                                                const codec::Content& content) const;

    /// Takes what is kept, once the tree is complete and after every bootstrap.
    void load();
    /// Instances came or went; new ones belong to whom the settings say. Nothing before load().
    void refresh();
    /// What object 2 will say of an instance that `creator` is about to create: to be kept together with it.
    std::vector<Change> ownership(const ObjectPath& target, ServerIndex creator) const;
    /// It was created, and its ownership() is kept.
    void created(const ObjectPath& target, ServerIndex creator);

    /// Object 2 as it is.
    ResourceMap resources() const;
    /// Puts object 2 of `resources` in the place of what is kept: for Store::keep_accounts().
    std::vector<Change> replacing(const ResourceMap& resources) const;

private:
    friend class AccessResource;
    struct Entry {
        Id id = 0;                          // instance of object 2
        std::map<Id, std::uint8_t> rights;  // of short ids; 0: of everybody else
        std::uint16_t owner = 0;
    };
    using Entries = std::map<ObjectPath, Entry>;  // by object instance; instance 65535: the object itself

    bool is_enabled() const { return accounts_.size() > 1; }
    std::uint8_t rights_of(std::uint16_t short_id, const ObjectPath& instance) const;
    bool is_known(std::uint16_t short_id) const;
    bool exists(const ObjectPath& target) const;
    std::vector<ObjectPath> wanted_targets() const;
    std::uint16_t default_owner(const ObjectPath& target) const;
    const ObjectAccess* access_of(Id object) const;
    void set_defaults(const ObjectPath& target, Entry& entry) const;
    void read_entry(const ObjectPath& instance);
    void remove_gone(std::vector<Change>& changes);
    void add_new(std::vector<Change>& changes);
    Entry new_entry(const ObjectPath& target) const;
    void add_to_tree(const ObjectPath& target, const Entry& entry);
    void clear();
    Id free_id() const;

    const ClientSettings& settings_;
    const Accounts& accounts_;
    ObjectTree& tree_;
    Store& store_;
    Log log_;
    Entries entries_;
    bool loaded_ = false;
};

}  // namespace agent::lwm2m
