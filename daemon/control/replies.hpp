// Answers and events as lines of JSON. Times are seconds from now; text that is no UTF-8 has a mark in its place.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "daemon/control/problem.hpp"
#include "daemon/control/subject.hpp"

namespace agent::daemon::control {

/// Keeps the order in which things are said.
using Json = nlohmann::ordered_json;

/// One line, without its end.
std::string line_of(const Json& json);
/// {"ok":true, ...} with the members of `result`.
std::string success(const Json& result = Json::object());
/// {"ok":false,"error":{...}}
std::string failure(const Problem& problem);

Json to_json(const StatusReport& report);
Json to_json(const StatisticsReport& report);
Json to_json(const ReloadReport& report);
Json to_json(const lwm2m::RegistrationStatus& status, TimePoint now);
Json to_json(const lwm2m::BootstrapStatus& status, TimePoint now);
Json observations_json(const std::vector<ServerReport>& servers);
/// What there is below `below`; without values.
Json objects_json(const lwm2m::ObjectTree& tree, const lwm2m::ObjectPath& below);
/// A list with each value's path, name, type and value.
Json values_json(const lwm2m::ObjectTree& tree, const lwm2m::ObjectPath& path, const lwm2m::codec::Content& content);

}  // namespace agent::daemon::control
