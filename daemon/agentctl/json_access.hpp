// Members of an answer, whatever the agent at the other end makes of it: what is missing or of another type is empty.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace agent::daemon::agentctl {

/// A string as it is, anything else as JSON; without control characters, which are not for a terminal.
std::string text_at(const nlohmann::ordered_json& object, const char* name);
std::optional<double> number_at(const nlohmann::ordered_json& object, const char* name);
bool flag_at(const nlohmann::ordered_json& object, const char* name);
const nlohmann::ordered_json& list_at(const nlohmann::ordered_json& object, const char* name);
const nlohmann::ordered_json& object_at(const nlohmann::ordered_json& object, const char* name);

/// "42 s", "3 min 27 s", "2 h 5 min", "3 d 4 h".
std::string period_text(double seconds);

}  // namespace agent::daemon::agentctl
