// What is known of the gateway itself: for the configuration's placeholders, and its time.
#pragma once

#include "config/templates.hpp"
#include "lwm2m/base/wall_clock.hpp"
#include "modem/module/identity.hpp"

namespace agent::daemon {

/// Empty where the host does not say.
config::TemplateValues template_values(const modem::module::Identity& identity);
WallTime wall_time();

}  // namespace agent::daemon
