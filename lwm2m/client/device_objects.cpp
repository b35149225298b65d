#include "lwm2m/client/device_objects.hpp"

#include "lwm2m/client/object_list.hpp"

namespace agent::lwm2m {
namespace {

constexpr Id gateway_object = 25;

}  // namespace

void DeviceObjects::read(ReadDone done) {
    done(ResourceValue(Value(CoreLink{object_list(tree_.objects(device_), Version{1, 1})})));
}

std::optional<ObjectPath> listing_of(const ObjectTree& tree, DevicePrefix device) {
    const auto* gateway = tree.find(gateway_object);
    if (gateway == nullptr) return std::nullopt;
    for (const auto& instance : gateway->instances()) {
        for (const auto& resource : instance->resources()) {
            const auto* listing = dynamic_cast<const DeviceObjects*>(resource.handler.get());
            if (listing != nullptr && listing->device() == device)
                return gateway->path() / instance->id() / resource.definition->id;
        }
    }
    return std::nullopt;
}

}  // namespace agent::lwm2m
