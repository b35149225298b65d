// `metrics`: the agent's numbers in OpenMetrics text. Families are counters and gauges alone, so that the classic
// parser of node_exporter's textfile collector takes it, too.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "lwm2m/base/result.hpp"

namespace agent::daemon::agentctl {

/// `agent` is the label that tells several agents of a gateway apart. `status` and `statistics` are the agent's
/// answers; both are null when it did not answer: then it says that alone.
std::string metrics_text(std::string_view agent, const nlohmann::ordered_json& status,
                         const nlohmann::ordered_json& statistics);

/// The label of the agent behind a control socket: /run/lwm2m-agent@north/control is "lwm2m-agent@north".
std::string metrics_label(const std::string& socket);

/// Replaces the file in one step, readable by everybody: whoever collects it never sees half of it.
error_code replace_file(const std::string& path, std::string_view text);

}  // namespace agent::daemon::agentctl
