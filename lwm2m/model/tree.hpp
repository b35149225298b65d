// The objects a gateway offers: objects, their instances, the resources in them and the handler behind each.
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
    explicit Object(ObjectDefinition definition)
        : definition_(std::make_unique<ObjectDefinition>(std::move(definition))) {}
    Id id() const { return definition_->id; }
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

    Object& add(ObjectDefinition definition);
    /// With its instances; harmless when it is not there.
    void remove(Id object);
    Object* find(Id object);
    const Object* find(Id object) const;
    /// nullptr when object, instance or resource is not there. path.size() >= 3.
    Resource* find_resource(const ObjectPath& path);
    std::span<const std::unique_ptr<Object>> objects() const { return objects_; }  // ascending ids

    /// Adds the resource and routes its handler's changes to the listener.
    Resource& add_resource(const ObjectPath& instance, const ResourceDefinition& definition,
                           std::unique_ptr<ResourceHandler> handler);
    /// Adds the instance with its resources and routes their changes; object and id as for Object::add_instance().
    ObjectInstance& add_instance(Id object, std::unique_ptr<ObjectInstance> instance);
    void on_change(Listener listener) { listener_ = std::move(listener); }
    void changed(const ObjectPath& path) const {
        if (listener_) listener_(path);
    }

private:
    void route(const ObjectPath& resource, ResourceHandler& handler);

    std::vector<std::unique_ptr<Object>> objects_;
    Listener listener_;
};

}  // namespace agent::lwm2m
