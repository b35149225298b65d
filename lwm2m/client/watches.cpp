#include "lwm2m/client/watches.hpp"

namespace agent::lwm2m {
namespace {

void for_each_resource(ObjectTree& tree, const ObjectPath& path, auto&& visit) {
    const auto* object = tree.find(path);
    if (object == nullptr) return;
    for (const auto& instance : object->instances()) {
        if (path.size() >= 2 && instance->id() != path.instance()) continue;
        for (const auto& resource : instance->resources()) {
            const auto id = resource.definition->id;
            if (path.size() < 3 || id == path.resource()) visit(path.prefix(1) / instance->id() / id);
        }
    }
}

}  // namespace

void Watches::watch(const ObjectPath& resource, bool observed) {
    auto* present = tree_.find_resource(resource);
    if (present != nullptr && present->definition->operations.read) present->handler->watch(observed);
}

void Watches::add(const ObjectPath& observed) {
    for_each_resource(tree_, observed, [this](const ObjectPath& resource) {
        if (++observers_[resource] == 1) watch(resource, true);
    });
}

void Watches::remove(const ObjectPath& observed) {
    for_each_resource(tree_, observed, [this](const ObjectPath& resource) {
        const auto found = observers_.find(resource);
        if (found == observers_.end() || --found->second > 0) return;
        observers_.erase(found);
        watch(resource, false);
    });
}

void Watches::forget(const ObjectPath& object) {
    std::erase_if(observers_, [&](const auto& entry) { return object.contains(entry.first); });
}

void Watches::rebuild(std::span<const ObjectPath> observed) {
    auto before = std::exchange(observers_, {});
    for (const auto& path : observed) {
        for_each_resource(tree_, path, [&](const ObjectPath& resource) { ++observers_[resource]; });
    }
    for (const auto& [resource, count] : observers_)
        if (!before.contains(resource)) watch(resource, true);
    for (const auto& [resource, count] : before)
        if (!observers_.contains(resource)) watch(resource, false);
}

}  // namespace agent::lwm2m
