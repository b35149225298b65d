// variables: of the configuration, and {var.NAME} for them anywhere in its text: one file for a fleet, a small one for
// each of its devices.
#pragma once

#include "config/report.hpp"
#include "config/yaml_document.hpp"

namespace agent::config {

/// Puts the variables in where they are named. Text that is nothing but one variable becomes that value, with its
/// place; {{var.NAME} is left alone. Reports variables that are not known or not text; no message holds a value.
void fill_variables(Node& document, Report& report);

}  // namespace agent::config
