// Durations and sizes as people write them: "10s", "1h30min", "500ms", "4KiB".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/time.hpp"

namespace agent::config {

/// ms, s, min, h, d, each with a number that may have decimals; several add up. nullopt with a reason in `why`.
std::optional<Duration> parse_duration(std::string_view text, std::string& why);
/// The shortest text that parse_duration() reads back; whole milliseconds.
std::string duration_text(Duration duration);
/// B, KiB, MiB, kB, MB. nullopt with a reason in `why`.
std::optional<std::size_t> parse_size(std::string_view text, std::string& why);
std::string size_text(std::size_t bytes);

}  // namespace agent::config
