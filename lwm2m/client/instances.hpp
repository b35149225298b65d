// Instances that servers create and delete (LwM2M Core 1.1 §6.3.6, §6.3.7): on disk before the server is told so.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/writings.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class Instances {
public:
    using Created = std::function<void(Outcome<ObjectPath>)>;
    using Done = std::function<void(Outcome<void>)>;

    Instances(ObjectTree& tree, Store& store, Writings& writings, Timers& timers, Log log)
        : tree_(tree), store_(store), writings_(writings), timers_(timers), log_(log) {}
    ~Instances() { timers_.cancel(burial_); }
    Instances(const Instances&) = delete;
    Instances& operator=(const Instances&) = delete;

    /// `also` gives what else is to be kept together with the new instance.
    using Also = std::function<std::vector<Change>(const ObjectPath& instance)>;

    /// Creates an instance of the object with that id, or with the least that is free; values of resources that it does
    /// not have are left out. 4.05 when servers create none, 4.00 when the id is in use, a mandatory resource is
    /// without a value or there are enough of them. `done` runs once, perhaps before create() returns.
    void create(const ObjectPath& object, std::optional<Id> instance, GivenValues&& given, Also also, Created done);
    /// 4.05 when servers may not delete it. `done` runs later.
    void remove(const ObjectPath& instance, Done done);

private:
    struct Birth {  // an instance whose resources are being written
        ObjectPath path;
        std::unique_ptr<ObjectInstance> instance;
        std::vector<Change> held;  // values that it got when it was made
        Also also;
        Created done;
    };

    Outcome<Id> choose_id(const Object& object, std::optional<Id> wanted) const;
    bool is_taken(const Object& object, Id instance) const;
    std::size_t created(const Object& object) const;
    void write(const ObjectPath& path, GivenValues&& given);
    Outcome<void> keep(const ObjectPath& path, std::vector<Change> changes);
    void finish(const ObjectPath& path, const Outcome<void>& outcome);
    void bury(std::unique_ptr<ObjectInstance> instance);
    Outcome<void> remove_now(const ObjectPath& path);

    ObjectTree& tree_;
    Store& store_;
    Writings& writings_;
    Timers& timers_;
    Log log_;
    std::vector<Birth> births_;
    std::vector<std::unique_ptr<ObjectInstance>>
        buried_;  // not created after all; a handler of theirs may be calling us
    TimerId burial_ = TimerId::none;
};

}  // namespace agent::lwm2m
