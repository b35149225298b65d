// `trace`: the lines of the AT conversation on the left, the CoAP messages that they carry on the right.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "daemon/agentctl/pcapng.hpp"

namespace agent::daemon::agentctl {

/// One line for the terminal.
std::string trace_text(const nlohmann::ordered_json& event);
/// nullopt for an event that is no CoAP message.
std::optional<CapturedMessage> captured(const nlohmann::ordered_json& event);

}  // namespace agent::daemon::agentctl
