#include "lwm2m/client/discover.hpp"

#include <algorithm>

#include "lwm2m/client/object_list.hpp"
#include "lwm2m/codec/link_format.hpp"

namespace agent::lwm2m {
namespace {

class Discovery {
public:
    Discovery(const AttributeTable& attributes, Version enabler, const codec::Content& multiple)
        : attributes_(attributes), enabler_(enabler), multiple_(multiple) {}

    // With what lies so many levels below it.
    void object(const Object& object, unsigned depth);
    void instance(const ObjectPath& path, const ObjectInstance& instance, const Attributes& attributes, unsigned depth);
    void resource(const ObjectPath& path, const Attributes& attributes, unsigned depth);
    void resource_instances(const ObjectPath& path);
    void resource_instance(const ObjectPath& path, const Attributes& attributes);
    std::string take() { return links_.take(); }

private:
    void add(const Attributes& attributes);
    const InstanceValues* values(const ObjectPath& path) const;

    const AttributeTable& attributes_;
    Version enabler_;
    const codec::Content& multiple_;
    codec::LinkWriter links_;
};

void Discovery::object(const Object& object, unsigned depth) {
    const auto path = object.path();
    links_.link(path);
    const auto version = object.definition().version;
    if (version != assumed_version(object.id(), enabler_)) {
        enabler_ < Version{1, 1} ? links_.quoted("ver", version.text()) : links_.attribute("ver", version.text());
    }
    add(attributes_.written(path));
    if (depth == 0) return;
    for (const auto& instance_of_it : object.instances()) {
        const auto below = path / instance_of_it->id();
        instance(below, *instance_of_it, attributes_.written(below), depth - 1);
    }
}

void Discovery::instance(const ObjectPath& path, const ObjectInstance& instance, const Attributes& attributes,
                         unsigned depth) {
    links_.link(path);
    add(attributes);
    if (depth == 0) return;
    for (const auto& present : instance.resources()) {
        const auto below = path / present.definition->id;
        resource(below, attributes_.written(below), depth - 1);
    }
}

void Discovery::resource(const ObjectPath& path, const Attributes& attributes, unsigned depth) {
    links_.link(path);
    if (const auto* several = values(path)) links_.attribute("dim", std::to_string(several->size()));
    add(attributes);
    if (depth > 0) resource_instances(path);
}

void Discovery::resource_instances(const ObjectPath& path) {
    const auto* several = values(path);
    if (several == nullptr) return;
    for (const auto& [id, value] : *several) resource_instance(path / id, attributes_.written(path / id));
}

void Discovery::resource_instance(const ObjectPath& path, const Attributes& attributes) {
    links_.link(path);
    add(attributes);
}

void Discovery::add(const Attributes& attributes) {
    each_attribute([&](std::string_view name, auto member) {
        if (attributes.*member) links_.attribute(name, attribute_text(*(attributes.*member)));
    });
}

const InstanceValues* Discovery::values(const ObjectPath& path) const {
    for (const auto& instance : multiple_) {
        if (instance.id != path.instance()) continue;
        for (const auto& resource : instance.resources)
            if (resource.id == path.resource()) return std::get_if<InstanceValues>(&resource.value);
    }
    return nullptr;
}

}  // namespace

unsigned usual_depth(const ObjectPath& path, Version enabler) {
    switch (path.size()) {
        case 1:
            return 2;
        case 2:
            return 1;
        case 3:
            return enabler >= Version{1, 1} ? 1 : 0;
        default:
            return 0;
    }
}

std::string discover(const ObjectTree& tree, const ObjectPath& path, const AttributeTable& attributes, Version enabler,
                     unsigned depth, const codec::Content& multiple) {
    Discovery discovery(attributes, enabler, multiple);
    const auto& object = *tree.find(path);
    switch (path.size()) {
        case 1:
            discovery.object(object, depth);
            break;
        case 2:
            discovery.instance(path, *object.find(path.instance()), attributes.inherited(path), depth);
            break;
        case 3:
            discovery.resource(path, attributes.inherited(path), depth);
            break;
        default:
            discovery.resource_instance(path, attributes.inherited(path));
    }
    return discovery.take();
}

}  // namespace agent::lwm2m
