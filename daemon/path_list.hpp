// Paths that belong together as one text in the state database: "/3/0/9 /3303/0".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/model/path.hpp"

namespace agent::daemon {

std::string path_list(const std::vector<lwm2m::ObjectPath>& paths);
/// nullopt for what is no such text.
std::optional<std::vector<lwm2m::ObjectPath>> parse_path_list(std::string_view text);

}  // namespace agent::daemon
