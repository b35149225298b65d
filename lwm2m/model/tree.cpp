#include "lwm2m/model/tree.hpp"

#include <algorithm>
#include <stdexcept>

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

Object& ObjectTree::add(ObjectDefinition definition) {
    if (find(definition.id) != nullptr)
        throw std::logic_error("object " + std::to_string(definition.id) + " added twice");
    const auto place = place_of(objects_, definition.id);
    return **objects_.insert(place, std::make_unique<Object>(std::move(definition)));
}

void ObjectTree::remove(Id object) {
    std::erase_if(objects_, [object](const auto& present) { return present->id() == object; });
}

Object* ObjectTree::find(Id object) {
    auto* found = element_of(objects_, object);
    return found != nullptr ? found->get() : nullptr;
}

const Object* ObjectTree::find(Id object) const {
    const auto* found = element_of(objects_, object);
    return found != nullptr ? found->get() : nullptr;
}

Resource* ObjectTree::find_resource(const ObjectPath& path) {
    auto* object = path.size() >= 3 ? find(path.object()) : nullptr;
    auto* instance = object != nullptr ? object->find(path.instance()) : nullptr;
    return instance != nullptr ? instance->find(path.resource()) : nullptr;
}

Resource& ObjectTree::add_resource(const ObjectPath& instance, const ResourceDefinition& definition,
                                   std::unique_ptr<ResourceHandler> handler) {
    auto* object = find(instance.object());
    if (object == nullptr) throw std::logic_error("no object for " + instance.text());
    route(instance / definition.id, *handler);
    return object->add_instance(instance.instance()).add({&definition, std::move(handler)});
}

ObjectInstance& ObjectTree::add_instance(Id object, std::unique_ptr<ObjectInstance> instance) {
    auto* owner = find(object);
    if (owner == nullptr) throw std::logic_error("no object for an instance of " + std::to_string(object));
    for (auto& resource : instance->resources()) {
        route({object, instance->id(), resource.definition->id}, *resource.handler);
    }
    return owner->add_instance(std::move(instance));
}

void ObjectTree::route(const ObjectPath& resource, ResourceHandler& handler) {
    handler.on_change([this, resource] { changed(resource); });
}

}  // namespace agent::lwm2m
