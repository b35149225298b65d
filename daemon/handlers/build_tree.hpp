// The configuration's objects as a live object tree.
#pragma once

#include "config/settings.hpp"
#include "daemon/handlers/filler.hpp"
#include "daemon/handlers/sources.hpp"
#include "daemon/loop.hpp"
#include "daemon/process.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon {

/// What handlers work with; all of it outlives the tree.
struct HandlerContext {
    Loop& loop;
    ProcessRunner& processes;
    const lwm2m::Store& store;
    ExecuteAt execute_at;
    WallClock clock;
    Log log;
    Filler* filler = nullptr;  // needed when a resource is filled; told of sources that fail
};

/// Adds every object of `objects` (templates resolved) to `tree`. A value that was kept replaces the configured one,
/// unless it is no longer a value of the resource, which is logged. The settings and the context are referred to.
void build_tree(const std::vector<config::ObjectSettings>& objects, const HandlerContext& context,
                lwm2m::ObjectTree& tree);

}  // namespace agent::daemon
