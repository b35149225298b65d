#include "daemon/path_list.hpp"

#include <algorithm>

namespace agent::daemon {

std::string path_list(const std::vector<lwm2m::ObjectPath>& paths) {
    std::string all;
    for (const auto& path : paths) all += (all.empty() ? "" : " ") + path.text();
    return all;
}

std::optional<std::vector<lwm2m::ObjectPath>> parse_path_list(std::string_view text) {
    std::vector<lwm2m::ObjectPath> paths;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto path = lwm2m::ObjectPath::parse(text.substr(0, end));
        if (!path) return std::nullopt;
        paths.push_back(*path);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return paths;
}

}  // namespace agent::daemon
