#include "daemon/log_limit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/journal_fields.hpp"

namespace agent::daemon {
namespace {

constexpr std::array<std::string_view, 2> distinguishing{" server=", " path="};

std::string kind_of(std::string_view component, std::string_view text, std::string_view event) {
    auto kind = fmt::format("{} {}", component, event);
    for (const auto key : distinguishing) {
        const auto at = text.find(key, event.size());
        if (at != std::string_view::npos) kind += text.substr(at, text.find(' ', at + 1) - at);
    }
    return kind;
}

}  // namespace

void LogLimit::write(LogLevel level, std::string_view component, std::string_view text) {
    const auto now = now_();
    end_periods(now - period);
    if (level < LogLevel::info) return sink_->write(level, component, text);
    const auto event = event_of(text);
    auto& kind = kinds_[kind_of(component, text, event)];
    if (kind.lines == 0) kind = {std::string(component), level, now, 0};
    if (++kind.lines <= most_lines) sink_->write(level, component, text);
}

void LogLimit::end_periods(std::optional<TimePoint> before) {
    for (auto at = kinds_.begin(); at != kinds_.end();) {
        const auto& kind = at->second;
        if (before && kind.since > *before) {
            ++at;
            continue;
        }
        if (kind.lines > most_lines)
            sink_->write(kind.level, kind.component,
                         fmt::format("repeated kind=\"{}\" lines={} shown={}", at->first, kind.lines, most_lines));
        at = kinds_.erase(at);
    }
}

}  // namespace agent::daemon
