// /25/x/3, IoT Device Objects: what a device behind the gateway has, in the form of a Register (LwM2M Gateway 1.1 §6).
#pragma once

#include <optional>

#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class DeviceObjects final : public ResourceHandler {
public:
    /// The tree is referred to.
    DeviceObjects(const ObjectTree& tree, DevicePrefix device) : tree_(tree), device_(device) {}

    void read(ReadDone done) override;
    DevicePrefix device() const { return device_; }

private:
    const ObjectTree& tree_;
    DevicePrefix device_;
};

/// The resource that tells what the device has; nullopt when none does.
std::optional<ObjectPath> listing_of(const ObjectTree& tree, DevicePrefix device);

}  // namespace agent::lwm2m
