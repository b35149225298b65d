// Name resolution by the module: AT+QDNS=0,"<host>", answered later by a URC.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modem/at/command.hpp"

namespace agent::modem::module::dns {

/// Error::malformed_command when `host` is no name that can be quoted.
Result<at::Command> resolve(std::string_view host);
/// The addresses in a `+QDNS: ...`, quoted or not; none when the name was not found. nullopt for another line.
std::optional<std::vector<std::string>> parse_urc(std::string_view line);

}  // namespace agent::modem::module::dns
