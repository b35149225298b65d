#include "daemon/handlers/offered_objects.hpp"

#include <algorithm>

#include "daemon/handlers/value_resource.hpp"

namespace agent::daemon {
namespace {

/// A value that is held in memory alone, and what it was in the beginning.
struct Held {
    lwm2m::ObjectPath path;
    std::optional<lwm2m::ResourceValue> first;
    lwm2m::ResourceValue value;
};

std::vector<Held> held_values(const lwm2m::Object& object) {
    std::vector<Held> held;
    for (const auto& instance : object.instances()) {
        for (const auto& resource : instance->resources()) {
            const auto* handler = dynamic_cast<const ValueResource*>(resource.handler.get());
            if (handler == nullptr || handler->persistent() || handler->cached() == nullptr) continue;
            if (handler->first() == *handler->cached()) continue;
            held.push_back(
                {object.path() / instance->id() / resource.definition->id, handler->first(), *handler->cached()});
        }
    }
    return held;
}

bool fits(const lwm2m::ResourceDefinition& definition, const lwm2m::ResourceValue& value) {
    if (const auto* single = std::get_if<lwm2m::Value>(&value))
        return !definition.multiple && definition.check(*single).has_value();
    const auto& instances = std::get<lwm2m::InstanceValues>(value);
    return definition.multiple && std::ranges::all_of(instances, [&](const auto& element) {
               return definition.check(element.second).has_value();
           });
}

void hand_over(const std::vector<Held>& held, lwm2m::ObjectTree& tree) {
    for (const auto& [path, first, value] : held) {
        auto* resource = tree.find_resource(path);
        auto* handler = resource != nullptr ? dynamic_cast<ValueResource*>(resource->handler.get()) : nullptr;
        if (handler == nullptr || handler->persistent() || handler->first() != first) continue;
        if (fits(*resource->definition, value)) handler->commit(value);
    }
}

}  // namespace

void OfferedObjects::take_out(const lwm2m::ObjectPath& path) {
    const auto* object = tree_.find(path);
    if (object == nullptr) return;
    if (context_.filler != nullptr) {
        // What is no longer there does not fail.
        for (const auto& instance : object->instances())
            for (const auto& resource : instance->resources())
                context_.filler->errors().report(ErrorCode::peripheral, path / instance->id() / resource.definition->id,
                                                 false);
    }
    tree_.remove(path);
}

std::vector<lwm2m::ObjectPath> OfferedObjects::become(const config::Settings& all) {
    std::vector<const config::ObjectSettings*> objects;
    for (const auto& object : all.objects) objects.push_back(&object);
    for (const auto& device : all.gateway)
        for (const auto& object : device.objects) objects.push_back(&object);
    std::vector<lwm2m::ObjectPath> changed;
    std::erase_if(settings_, [&](const auto& entry) {
        const auto same = [&](const config::ObjectSettings* next) { return next->path() == entry.first; };
        if (std::ranges::any_of(objects, same)) return false;
        take_out(entry.first);
        changed.push_back(entry.first);
        return true;
    });
    for (const auto* next : objects) {
        const auto path = next->path();
        auto& settings = settings_[path];
        if (settings != nullptr && *settings == *next) continue;
        const auto* before = tree_.find(path);
        const auto held = before != nullptr ? held_values(*before) : std::vector<Held>{};
        take_out(path);
        settings = std::make_unique<config::ObjectSettings>(*next);
        build_object(*settings, context_, tree_);
        hand_over(held, tree_);
        changed.push_back(path);
    }
    return changed;
}

}  // namespace agent::daemon
