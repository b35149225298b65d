#include "tests/config/fake_host.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace agent::config {

Environment FakeHost::environment() const {
    return {.variable = [this](const std::string& name) -> std::optional<std::string> {
                const auto found = variables.find(name);
                return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            .read = [this](const std::string& path, std::size_t limit) -> Result<FileContent> {
                namespace errc = boost::system::errc;
                const auto found = files.find(path);
                if (found == files.end()) return errc::make_error_code(errc::no_such_file_or_directory);
                if (found->second.text.size() > limit) return errc::make_error_code(errc::file_too_large);
                return found->second;
            },
            .list = [this](const std::string& folder) -> Result<std::vector<std::string>> {
                std::vector<std::string> names;
                for (const auto& [path, content] : files) {
                    const auto slash = path.rfind('/');
                    if (slash != std::string::npos && path.substr(0, slash) == folder)
                        names.push_back(path.substr(slash + 1));
                }
                std::ranges::reverse(names);  // no order to rely on
                return names;
            }};
}

Loaded FakeHost::load_text(std::string_view text, Purpose purpose) const {
    const auto host = environment();
    return config::load_text(text, "agent.yaml", host, purpose);
}

std::vector<std::string> texts(const Problems& problems) {
    std::vector<std::string> lines;
    for (const auto& problem : problems) lines.push_back(problem.text());
    return lines;
}

std::string document(std::string_view key, std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> base{
        {{"version", "version: 1"},
         {"modem", "modem: { device: /dev/ttyUSB0 }"},
         {"servers", "servers: [{ short_id: 123, uri: \"coap://192.0.2.1\" }]"},
         {"objects", "objects: [{ id: 3, resources: { 9: { value: 50 } } }]"}}};
    std::string whole;
    bool replaced = false;
    for (const auto& [name, line] : base) {
        whole += name == key ? text : line;
        whole += '\n';
        replaced = replaced || name == key;
    }
    return replaced ? whole : whole + std::string(text) + "\n";
}

}  // namespace agent::config
