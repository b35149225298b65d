// The configuration's objects as a live object tree.
#pragma once

#include "daemon/handlers/make_handler.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon {

/// Adds the object to `tree`, as build_tree() does.
void build_object(const config::ObjectSettings& object, const HandlerContext& context, lwm2m::ObjectTree& tree);

/// Adds every object of `objects` (templates resolved) to `tree`, with the instances that servers created and without
/// those that they deleted. The settings and the context are referred to.
void build_tree(const std::vector<config::ObjectSettings>& objects, const HandlerContext& context,
                lwm2m::ObjectTree& tree);

}  // namespace agent::daemon
