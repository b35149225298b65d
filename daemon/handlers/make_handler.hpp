// One resource of the configuration as a live handler.
#pragma once

#include <memory>

#include "config/settings.hpp"
#include "daemon/handlers/filler.hpp"
#include "daemon/handlers/sources.hpp"
#include "daemon/loop.hpp"
#include "daemon/process.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/handler.hpp"
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
    Filler* filler = nullptr;                 // needed when a resource is filled; told of sources that fail
    const lwm2m::ObjectTree* tree = nullptr;  // needed when object 25 tells of a device's objects
};

using Handler = std::unique_ptr<lwm2m::ResourceHandler>;

/// Settings, definition and context are referred to. With `persist` a value that the agent holds itself is kept over a
/// restart; a kept value replaces the configured one, unless it is no longer a value of the resource, which is logged.
Handler make_handler(const HandlerContext& context, const lwm2m::ObjectPath& path,
                     const config::ResourceSettings& settings, const lwm2m::ResourceDefinition& definition,
                     bool persist);

}  // namespace agent::daemon
