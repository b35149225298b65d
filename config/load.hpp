// From a YAML file to Settings, or to all of its problems at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/environment.hpp"
#include "config/origins.hpp"
#include "config/problem.hpp"
#include "config/report.hpp"
#include "config/settings.hpp"

namespace agent::config {

/// check: credentials that only the service manager provides may be missing (a warning).
enum class Purpose : std::uint8_t { run, check };

struct Loaded {
    std::optional<Settings> settings;  // absent exactly when there are problems
    Problems problems;
    Problems warnings;
    KnownKeys known_keys;  // of each map that was there
    Origins origins;       // of what the settings hold
};

/// Reads nothing but the file, its drop-ins (sources.hpp), the definitions and the secrets they name. Never throws for
/// what the file holds.
Loaded load(const std::string& path, const Environment& environment, Purpose purpose = Purpose::run);
/// The same for text that is already here; `name` stands for it in problems, relative paths start in its folder.
Loaded load_text(std::string_view text, const std::string& name, const Environment& environment,
                 Purpose purpose = Purpose::run);

}  // namespace agent::config
