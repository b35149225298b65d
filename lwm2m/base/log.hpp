// What the agent's parts log through: one event name, then key=value. The sink behind it is the daemon's.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/core.h>

namespace agent {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error, off };
std::string_view name_of(LogLevel level);
/// nullopt for a word that is no level.
std::optional<LogLevel> parse_log_level(std::string_view word);

class LogSink {
public:
    virtual ~LogSink() = default;
    /// `component` names the part that speaks ("modem", "registration"); `text` is a whole line without its end.
    virtual void write(LogLevel level, std::string_view component, std::string_view text) = 0;

    /// Nothing below it is written, whatever the handles let pass: what changes while the program runs.
    LogLevel threshold() const { return threshold_; }
    void set_threshold(LogLevel level) { threshold_ = level; }

private:
    LogLevel threshold_ = LogLevel::trace;
};

/// A cheap handle; copies share the sink, which outlives them.
class Log {
public:
    Log() = default;  // says nothing
    Log(LogSink& sink, std::string_view component, LogLevel level = LogLevel::info)
        : sink_(&sink), component_(component), level_(level) {}

    Log named(std::string_view component) const {
        Log other = *this;
        other.component_ = component;
        return other;
    }
    bool enabled(LogLevel level) const { return sink_ != nullptr && level >= level_ && level >= sink_->threshold(); }
    /// Where it says something at all; of every handle on the same sink.
    LogLevel threshold() const { return sink_ != nullptr ? sink_->threshold() : LogLevel::off; }
    void set_threshold(LogLevel level) const {
        if (sink_ != nullptr) sink_->set_threshold(level);
    }

    template<class... Args>
    void trace(fmt::format_string<Args...> format, Args&&... args) const {
        log(LogLevel::trace, format, std::forward<Args>(args)...);
    }
    template<class... Args>
    void debug(fmt::format_string<Args...> format, Args&&... args) const {
        log(LogLevel::debug, format, std::forward<Args>(args)...);
    }
    template<class... Args>
    void info(fmt::format_string<Args...> format, Args&&... args) const {
        log(LogLevel::info, format, std::forward<Args>(args)...);
    }
    template<class... Args>
    void warning(fmt::format_string<Args...> format, Args&&... args) const {
        log(LogLevel::warning, format, std::forward<Args>(args)...);
    }
    template<class... Args>
    void error(fmt::format_string<Args...> format, Args&&... args) const {
        log(LogLevel::error, format, std::forward<Args>(args)...);
    }

private:
    template<class... Args>
    void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) const {
        if (enabled(level)) write(level, format, fmt::make_format_args(args...));
    }
    void write(LogLevel level, fmt::string_view format, fmt::format_args args) const;

    LogSink* sink_ = nullptr;
    std::string_view component_;  // a literal
    LogLevel level_ = LogLevel::off;
};

}  // namespace agent
