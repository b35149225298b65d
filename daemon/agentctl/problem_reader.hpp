// The problem that an answer tells of.
#pragma once

#include <nlohmann/json.hpp>

#include "daemon/control/problem.hpp"

namespace agent::daemon::agentctl {

/// What is missing in the answer is empty.
control::Problem problem_in(const nlohmann::ordered_json& answer);

}  // namespace agent::daemon::agentctl
