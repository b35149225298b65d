// A configuration out of any bytes: it loads or has problems, and what it prints loads again to the same. A byte 0x1e,
// which no configuration may hold, begins a drop-in.
#include <cstdlib>
#include <map>

#include "config/load.hpp"
#include "config/print.hpp"

namespace {

using namespace agent;

const config::Environment bare_host{
    .variable = [](const std::string&) -> std::optional<std::string> { return std::nullopt; },
    .read = [](const std::string&, std::size_t) -> Result<config::FileContent> {
        return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    },
    .list = [](const std::string&) -> Result<std::vector<std::string>> {
        return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    }};

/// A host that has these bytes for its configuration and drop-ins, and nothing else.
config::Environment host_of(std::string_view bytes) {
    std::map<std::string, std::string> files;
    for (auto end = bytes.find('\x1e'); end != std::string_view::npos; end = bytes.find('\x1e')) {
        files[files.empty() ? "fuzz.yaml" : "conf.d/" + std::to_string(files.size()) + ".yaml"] = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
    }
    files[files.empty() ? "fuzz.yaml" : "fuzz.d/last.yaml"] = bytes;
    auto host = bare_host;
    host.read = [files](const std::string& path, std::size_t) -> Result<config::FileContent> {
        const auto found = files.find(path);
        if (found != files.end()) return config::FileContent{.text = found->second, .mode = 0600};
        return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    };
    host.list = [files](const std::string& folder) -> Result<std::vector<std::string>> {
        std::vector<std::string> names;
        for (const auto& [path, text] : files)
            if (path.starts_with(folder + "/")) names.push_back(path.substr(folder.size() + 1));
        return names;
    };
    return host;
}

bool holds_secret(const config::Settings& settings) {
    const auto inside = [](const std::optional<config::SecretSource>& source) {
        return source && source->kind <= config::SecretSource::Kind::text;
    };
    bool found = inside(settings.sim_pin_source) || (settings.bootstrap && inside(settings.bootstrap->key_source));
    for (const auto& server : settings.servers) found = found || inside(server.key_source);
    return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto loaded = config::load("fuzz.yaml", host_of(text), config::Purpose::check);
    if (loaded.settings.has_value() != loaded.problems.empty()) std::abort();
    if (!loaded.settings || holds_secret(*loaded.settings)) return 0;
    static_cast<void>(config::print_config(*loaded.settings, loaded.origins));
    const auto printed = config::print_config(*loaded.settings);
    const auto again = config::load_text(printed, "fuzz.yaml", bare_host, config::Purpose::check);
    if (!again.settings || config::print_config(*again.settings) != printed) std::abort();
    return 0;
}
