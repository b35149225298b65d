// Where in a path something is missing, and what is there instead.
#pragma once

#include "daemon/control/problem.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon::control {

/// The id of that level of a path (0: the object's) in its text.
Excerpt excerpt_of(const lwm2m::ObjectPath& path, std::size_t level);
/// What there is at `path`: the object, the instance or the resource that it ends in or goes through exists. A problem
/// says what is missing.
Checked<void> check_there(const lwm2m::ObjectTree& tree, const lwm2m::ObjectPath& path);
/// The definition of a resource or of the resource that a path of four ids goes through; nullptr when there is none.
const lwm2m::ResourceDefinition* definition_of(const lwm2m::ObjectTree& tree, const lwm2m::ObjectPath& path);

}  // namespace agent::daemon::control
