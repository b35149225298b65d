// What the device does to its own objects: as a server would, but without access control, also where servers may not
// write, and with every observer told.
#pragma once

#include <functional>
#include <string_view>

#include "lwm2m/client/context.hpp"

namespace agent::lwm2m {

class Local {
public:
    using ReadDone = std::function<void(Outcome<codec::Content>)>;
    using Created = std::function<void(Outcome<ObjectPath>)>;
    using Done = std::function<void(Outcome<void>)>;

    explicit Local(Context& context) : context_(context) {}
    Local(const Local&) = delete;
    Local& operator=(const Local&) = delete;

    // Each `done` runs once, perhaps before the call returns.
    /// Of an object, an instance, a resource or a resource instance. Keys are in none of them.
    void read(const ObjectPath& path, ReadDone done);
    /// The new value of a resource, or of one instance of a multiple resource: checked, kept on disk where it persists,
    /// and notified. 4.05 where the value comes from elsewhere.
    void write(const ObjectPath& path, ResourceValue value, Done done);
    /// As a server's Create: an instance with that id, or with the least that is free. 4.05 where nobody creates any.
    void create(const ObjectPath& object, std::optional<Id> instance, GivenValues values, Created done);
    /// As a server's Delete: 4.05 for what the configuration keeps for good.
    void remove(const ObjectPath& instance, Done done);
    void execute(const ObjectPath& resource, std::string_view arguments, Done done);

private:
    Outcome<void> set(const ObjectPath& path, Resource& resource, ResourceValue value);

    Context& context_;
};

}  // namespace agent::lwm2m
