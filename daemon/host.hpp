// What is known of the gateway itself, for the configuration's placeholders.
#pragma once

#include "config/templates.hpp"
#include "modem/module/identity.hpp"

namespace agent::daemon {

/// Empty where the host does not say.
config::TemplateValues template_values(const modem::module::Identity& identity);

}  // namespace agent::daemon
