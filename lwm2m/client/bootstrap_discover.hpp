// What a Bootstrap-Discover answers (LwM2M Core 1.1 §6.1.7.3).
#pragma once

#include <string>

#include "lwm2m/client/account_resources.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// `</>;lwm2m=1.1,</0/0>,</0/1>;ssid=101;uri="coaps://..",</1/0>;ssid=101,</3/0>` of the root or an object; `resources`
/// has objects 0 to 2, `tree` the others. Enabler 1.0 begins with its version as no link at all.
std::string bootstrap_discover(const ObjectTree& tree, const ResourceMap& resources, const ObjectPath& path,
                               Version enabler);

}  // namespace agent::lwm2m
