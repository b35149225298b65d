// The text of a value, as a person writes it, as a value of a resource.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/instance_factory.hpp"

namespace agent::daemon::control {

/// "1=text" in two; nullopt and the whole word when no id stands before a '='.
std::pair<std::optional<lwm2m::Id>, std::string> split_instance(const std::string& word);

/// For a resource, or with a path of four ids for one instance of it. A problem says what the resource wants.
Checked<lwm2m::ResourceValue> parse_value(const lwm2m::ResourceDefinition& definition, const lwm2m::ObjectPath& path,
                                          ValueText text);

/// The values of a new instance.
Checked<lwm2m::GivenValues> parse_given(const lwm2m::ObjectDefinition& definition, const GivenText& given);

}  // namespace agent::daemon::control
