// What a payload of the device management interface holds, whatever its format: instances of one object with the
// resources in them. A path to a single resource or resource instance is content with that one element.
#pragma once

#include <vector>

#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

struct ResourceContent {
    Id id = 0;
    ResourceValue value;
    friend bool operator==(const ResourceContent&, const ResourceContent&) = default;
};

struct InstanceContent {
    Id id = 0;
    std::vector<ResourceContent> resources;
    friend bool operator==(const InstanceContent&, const InstanceContent&) = default;
};

using Content = std::vector<InstanceContent>;

}  // namespace agent::lwm2m::codec
