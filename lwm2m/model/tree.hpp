// The objects a gateway offers: objects, their instances, the resources in them and the handler behind each. The
// devices behind it have objects of their own, which have nothing to do with the gateway's but that paths tell them
// apart.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/handler.hpp"
#include "lwm2m/model/instance_factory.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

struct Resource {
    const ResourceDefinition* definition;  // owned by the object's definition
    std::unique_ptr<ResourceHandler> handler;
};

enum class InstanceKind : std::uint8_t {
    fixed,      // as the configuration has it, for good
    deletable,  // as the configuration has it, until a server deletes it
    created,    // by a server, who may delete it
};

class ObjectInstance {
public:
    explicit ObjectInstance(Id id, InstanceKind kind = InstanceKind::fixed) : id_(id), kind_(kind) {}
    Id id() const { return id_; }
    InstanceKind kind() const { return kind_; }
    Resource* find(Id resource);
    const Resource* find(Id resource) const;
    std::span<Resource> resources() { return resources_; }  // ascending ids
    std::span<const Resource> resources() const { return resources_; }
    /// Replaces a resource of the same id.
    Resource& add(Resource resource);
    void remove(Id resource);

private:
    Id id_;
    InstanceKind kind_;
    std::vector<Resource> resources_;
};

class Object {
public:
    explicit Object(ObjectDefinition definition, DevicePrefix device = {})
        : definition_(std::make_unique<ObjectDefinition>(std::move(definition))), device_(device) {}
    Id id() const { return definition_->id; }
    ObjectPath path() const { return ObjectPath(id()).under(device_); }
    const ObjectDefinition& definition() const { return *definition_; }
    ObjectInstance* find(Id instance);
    const ObjectInstance* find(Id instance) const;
    std::span<const std::unique_ptr<ObjectInstance>> instances() const { return instances_; }  // ascending ids
    ObjectInstance& add_instance(Id instance, InstanceKind kind = InstanceKind::fixed);
    /// Its id is new.
    ObjectInstance& add_instance(std::unique_ptr<ObjectInstance> instance);
    /// Not from inside a call of one of its handlers.
    void remove_instance(Id instance);
    /// nullptr: servers create no instances.
    InstanceFactory* factory() { return factory_.get(); }
    void set_factory(std::unique_ptr<InstanceFactory> factory) { factory_ = std::move(factory); }

private:
    std::unique_ptr<ObjectDefinition> definition_;  // its address is what Resource::definition points into
    DevicePrefix device_;
    std::unique_ptr<InstanceFactory> factory_;
    std::vector<std::unique_ptr<ObjectInstance>> instances_;
};

class ObjectTree {
public:
    /// What changed: a resource's value, or with a shorter path the set of instances or objects.
    using Listener = std::function<void(const ObjectPath&)>;

    ObjectTree() = default;
    ObjectTree(const ObjectTree&) = delete;  // handlers' change routes point here
    ObjectTree& operator=(const ObjectTree&) = delete;

    Object& add(ObjectDefinition definition, DevicePrefix device = {});
    /// With its instances; harmless when it is not there.
    void remove(const ObjectPath& object);
    void remove(Id object) { remove(ObjectPath(object)); }
    /// One of the gateway's own.
    Object* find(Id object);
    const Object* find(Id object) const;
    /// The one that the path is of or leads into; nullptr for the root, too.
    Object* find(const ObjectPath& path);
    const Object* find(const ObjectPath& path) const;
    /// nullptr when object, instance or resource is not there. path.size() >= 3.
    Resource* find_resource(const ObjectPath& path);
    using Objects = std::span<const std::unique_ptr<Object>>;  // ascending ids
    /// Those of the gateway itself.
    Objects objects() const { return objects_; }
    /// Those of a device; none when it is not there.
    Objects objects(DevicePrefix device) const;
    /// Those of all the devices behind the gateway, ascending paths.
    Objects objects_of_devices() const { return of_devices_; }

    /// Adds the resource and routes its handler's changes to the listener.
    Resource& add_resource(const ObjectPath& instance, const ResourceDefinition& definition,
                           std::unique_ptr<ResourceHandler> handler);
    /// Adds the instance with its resources and routes their changes; object and id as for Object::add_instance().
    ObjectInstance& add_instance(const ObjectPath& object, std::unique_ptr<ObjectInstance> instance);
    void on_change(Listener listener) { listener_ = std::move(listener); }
    void changed(const ObjectPath& path) const {
        if (listener_) listener_(path);
    }

private:
    void route(const ObjectPath& resource, ResourceHandler& handler);

    std::vector<std::unique_ptr<Object>> objects_;     // of the gateway itself
    std::vector<std::unique_ptr<Object>> of_devices_;  // ascending paths
    Listener listener_;
};

}  // namespace agent::lwm2m
