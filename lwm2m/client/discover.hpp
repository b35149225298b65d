// The answer to a Discover (LwM2M Core 1.1 §6.3.2): what lies at a path, with the attributes the server wrote.
#pragma once

#include <string>

#include "lwm2m/client/attribute_table.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// How many levels below the path a Discover tells of when it does not say (LwM2M Core 1.2 §6.3.3, depth).
unsigned usual_depth(const ObjectPath& path, Version enabler);

/// `path` is of something that is there; `multiple` the multiple resources' values, for dim=.
std::string discover(const ObjectTree& tree, const ObjectPath& path, const AttributeTable& attributes, Version enabler,
                     unsigned depth, const codec::Content& multiple);

}  // namespace agent::lwm2m
