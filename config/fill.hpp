// The objects that the agent fills by itself (`fill: auto`), resource by resource.
#pragma once

#include <vector>

#include "config/settings.hpp"

namespace agent::config {

/// The resources of instance 0 that the agent knows, ascending; empty for an object it does not fill. Where a handler
/// of the configuration says it (a file, the clock, a program), it is that handler.
std::vector<ResourceSettings> filled_resources(lwm2m::Id object, const FillSettings& fill);

/// 3, 4, 6...
const std::vector<lwm2m::Id>& filled_objects();

}  // namespace agent::config
