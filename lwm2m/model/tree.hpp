// The objects a gateway offers: objects, their instances, the resources in them and the handler behind each.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/handler.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

struct Resource {
    const ResourceDefinition* definition;  // owned by the object's definition
    std::unique_ptr<ResourceHandler> handler;
};

class ObjectInstance {
public:
    explicit ObjectInstance(Id id) : id_(id) {}
    Id id() const { return id_; }
    Resource* find(Id resource);
    const Resource* find(Id resource) const;
    std::span<Resource> resources() { return resources_; }  // ascending ids
    std::span<const Resource> resources() const { return resources_; }
    /// Replaces a resource of the same id.
    Resource& add(Resource resource);
    void remove(Id resource);

private:
    Id id_;
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
    ObjectInstance& add_instance(Id instance);
    void remove_instance(Id instance);

private:
    std::unique_ptr<ObjectDefinition> definition_;  // its address is what Resource::definition points into
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
    void on_change(Listener listener) { listener_ = std::move(listener); }
    void changed(const ObjectPath& path) const {
        if (listener_) listener_(path);
    }

private:
    std::vector<std::unique_ptr<Object>> objects_;
    Listener listener_;
};

}  // namespace agent::lwm2m
