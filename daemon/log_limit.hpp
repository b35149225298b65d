// A line that repeats does not bury the others, nor use up what the journal allows a service (journald.conf(5),
// RateLimitBurst=): of one kind only so many are let through in a while, the rest is counted and told in one line.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::daemon {

/// Of a kind are lines with the same component, event, server and path. Debug and trace lines, which somebody has asked
/// for, are not limited.
class LogLimit final : public LogSink {
public:
    static constexpr std::uint64_t most_lines = 20;
    static constexpr Duration period = 60s;

    LogLimit(std::unique_ptr<LogSink> sink, std::function<TimePoint()> now)
        : sink_(std::move(sink)), now_(std::move(now)) {}
    /// Tells what it has not told yet.
    ~LogLimit() override { end_periods({}); }

    void write(LogLevel level, std::string_view component, std::string_view text) override;

private:
    struct Kind {
        std::string component;
        LogLevel level = LogLevel::info;
        TimePoint since;
        std::uint64_t lines = 0;
    };

    /// Of all that began before `before`; without one: of all.
    void end_periods(std::optional<TimePoint> before);

    std::unique_ptr<LogSink> sink_;
    std::function<TimePoint()> now_;
    std::map<std::string, Kind, std::less<>> kinds_;  // that have been said within the last period
};

}  // namespace agent::daemon
