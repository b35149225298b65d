// A configuration out of any bytes: it loads or has problems, and what it prints loads again to the same.
#include <cstdlib>

#include "config/load.hpp"
#include "config/print.hpp"

namespace {

using namespace agent;

const config::Environment bare_host{
    .variable = [](const std::string&) -> std::optional<std::string> { return std::nullopt; },
    .read = [](const std::string&, std::size_t) -> Result<config::FileContent> {
        return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    }};

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
    const auto loaded = config::load_text(text, "fuzz.yaml", bare_host, config::Purpose::check);
    if (loaded.settings.has_value() != loaded.problems.empty()) std::abort();
    if (!loaded.settings || holds_secret(*loaded.settings)) return 0;
    const auto printed = config::print_config(*loaded.settings);
    const auto again = config::load_text(printed, "fuzz.yaml", bare_host, config::Purpose::check);
    if (!again.settings || config::print_config(*again.settings) != printed) std::abort();
    return 0;
}
