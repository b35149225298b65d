#include "lwm2m/model/tree.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace agent::lwm2m {
namespace {

Id id_of(const Resource& resource) { return resource.definition->id; }
Id id_of(const std::unique_ptr<ObjectInstance>& instance) { return instance->id(); }
Id id_of(const std::unique_ptr<Object>& object) { return object->id(); }

/// First element whose id is not less than `id`, in a vector of ascending ids.
auto place_of(auto& elements, Id id) {
    return std::lower_bound(elements.begin(), elements.end(), id,
                            [](const auto& element, Id wanted) { return id_of(element) < wanted; });
}

/// Pointer to the element of that id, or nullptr.
auto* element_of(auto& elements, Id id) {
    const auto place = place_of(elements, id);
    return place != elements.end() && id_of(*place) == id ? &*place : nullptr;
}

}  // namespace

Resource* ObjectInstance::find(Id resource) { return element_of(resources_, resource); }

const Resource* ObjectInstance::find(Id resource) const { return element_of(resources_, resource); }

Resource& ObjectInstance::add(Resource resource) {
    if (auto* present = find(id_of(resource))) {
        *present = std::move(resource);
        return *present;
    }
    return *resources_.insert(place_of(resources_, id_of(resource)), std::move(resource));
}

void ObjectInstance::remove(Id resource) {
    std::erase_if(resources_, [resource](const Resource& present) { return id_of(present) == resource; });
}

ObjectInstance* Object::find(Id instance) {
    auto* found = element_of(instances_, instance);
    return found != nullptr ? found->get() : nullptr;
}

const ObjectInstance* Object::find(Id instance) const {
    const auto* found = element_of(instances_, instance);
    return found != nullptr ? found->get() : nullptr;
}

ObjectInstance& Object::add_instance(Id instance, InstanceKind kind) {
    if (auto* present = find(instance)) return *present;
    return add_instance(std::make_unique<ObjectInstance>(instance, kind));
}

ObjectInstance& Object::add_instance(std::unique_ptr<ObjectInstance> instance) {
    const auto place = place_of(instances_, instance->id());
    return **instances_.insert(place, std::move(instance));
}

void Object::remove_instance(Id instance) {
    std::erase_if(instances_, [instance](const auto& present) { return present->id() == instance; });
}

Object& ObjectTree::add(ObjectDefinition definition, DevicePrefix device) {
    auto object = std::make_unique<Object>(std::move(definition), device);
    const auto path = object->path();
    if (find(path) != nullptr) throw std::logic_error("object " + path.text() + " added twice");
    auto& objects = path.is_own() ? objects_ : of_devices_;
    return **objects.insert(std::ranges::lower_bound(objects, path, {}, &Object::path), std::move(object));
}

void ObjectTree::remove(const ObjectPath& object) {
    std::erase_if(object.is_own() ? objects_ : of_devices_,
                  [&](const auto& present) { return present->path() == object; });
}

Object* ObjectTree::find(Id object) {
    auto* found = element_of(objects_, object);
    return found != nullptr ? found->get() : nullptr;
}

const Object* ObjectTree::find(Id object) const {
    const auto* found = element_of(objects_, object);
    return found != nullptr ? found->get() : nullptr;
}

Object* ObjectTree::find(const ObjectPath& path) { return const_cast<Object*>(std::as_const(*this).find(path)); }

const Object* ObjectTree::find(const ObjectPath& path) const {
    if (path.is_root()) return nullptr;
    if (path.is_own()) return find(path.object());
    const auto place = std::ranges::lower_bound(of_devices_, path.prefix(1), {}, &Object::path);
    return place != of_devices_.end() && (*place)->path() == path.prefix(1) ? place->get() : nullptr;
}

ObjectTree::Objects ObjectTree::objects(DevicePrefix device) const {
    if (device.is_empty()) return objects_;
    const auto device_of = [](const auto& object) { return object->path().device(); };
    const auto begin = std::ranges::lower_bound(of_devices_, device, {}, device_of);
    return {begin, std::ranges::upper_bound(begin, of_devices_.end(), device, {}, device_of)};
}

Resource* ObjectTree::find_resource(const ObjectPath& path) {
    auto* object = path.size() >= 3 ? find(path) : nullptr;
    auto* instance = object != nullptr ? object->find(path.instance()) : nullptr;
    return instance != nullptr ? instance->find(path.resource()) : nullptr;
}

Resource& ObjectTree::add_resource(const ObjectPath& instance, const ResourceDefinition& definition,
                                   std::unique_ptr<ResourceHandler> handler) {
    auto* object = find(instance);
    if (object == nullptr) throw std::logic_error("no object for " + instance.text());
    route(instance / definition.id, *handler);
    return object->add_instance(instance.instance()).add({&definition, std::move(handler)});
}

ObjectInstance& ObjectTree::add_instance(const ObjectPath& object, std::unique_ptr<ObjectInstance> instance) {
    auto* owner = find(object);
    if (owner == nullptr) throw std::logic_error("no object for an instance of " + object.text());
    for (auto& resource : instance->resources()) {
        route(object / instance->id() / resource.definition->id, *resource.handler);
    }
    return owner->add_instance(std::move(instance));
}

void ObjectTree::route(const ObjectPath& resource, ResourceHandler& handler) {
    handler.on_change([this, resource] { changed(resource); });
}

}  // namespace agent::lwm2m
