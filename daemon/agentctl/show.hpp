// What a person sees of the agent's answers.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "daemon/control/command.hpp"
#include "daemon/control/problem.hpp"

namespace agent::daemon::agentctl {

using Json = nlohmann::ordered_json;

/// Each is text for the terminal, with its line ends. Members that an answer lacks are left out.
std::string status_text(const Json& answer);
std::string objects_text(const Json& answer);
/// The bare value when it is the only one, so that a script can take it.
std::string values_text(const Json& answer);
std::string reload_text(const Json& answer);
std::string observations_text(const Json& answer);
std::string statistics_text(const Json& answer);
std::string event_text(const Json& event);
/// What is to be said when the command was done.
std::string answer_text(const control::Command& command, const Json& answer);

/// As a compiler does: what, where, what to do.
std::string problem_text(const control::Problem& problem);
/// On standard error.
void show_problem(const control::Problem& problem);

}  // namespace agent::daemon::agentctl
