#include "lwm2m/base/log.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace agent {
namespace {

constexpr std::array<std::string_view, 6> names{"trace", "debug", "info", "warning", "error", "off"};

}  // namespace

std::string_view name_of(LogLevel level) { return names[static_cast<std::size_t>(level)]; }

std::optional<LogLevel> parse_log_level(std::string_view word) {
    const auto* found = std::ranges::find(names, word);
    if (found == names.end()) return std::nullopt;
    return static_cast<LogLevel>(found - names.begin());
}

void Log::write(LogLevel level, fmt::string_view format, fmt::format_args args) const {
    fmt::memory_buffer text;
    fmt::vformat_to(std::back_inserter(text), format, args);
    sink_->write(level, component_, {text.data(), text.size()});
}

}  // namespace agent
