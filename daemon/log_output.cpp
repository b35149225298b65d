#include "daemon/log_output.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "daemon/journal_fields.hpp"
#include "daemon/log_limit.hpp"

namespace agent::daemon {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::trace:
            return spdlog::level::trace;
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
        case LogLevel::off:
            break;
    }
    return spdlog::level::err;
}

LogLevel agent_level(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::trace:
            return LogLevel::trace;
        case spdlog::level::debug:
            return LogLevel::debug;
        case spdlog::level::info:
            return LogLevel::info;
        case spdlog::level::warn:
            return LogLevel::warning;
        default:
            return LogLevel::error;
    }
}

class JournalSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit JournalSink(std::string modem) : modem_(std::move(modem)) {}

private:
    void sink_it_(const spdlog::details::log_msg& line) override {
        const auto fields = journal_fields(agent_level(line.level), {line.logger_name.data(), line.logger_name.size()},
                                           {line.payload.data(), line.payload.size()}, modem_);
        std::vector<iovec> parts;
        parts.reserve(fields.size());
        for (const auto& field : fields) parts.push_back({const_cast<char*>(field.data()), field.size()});
        ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
    }
    void flush_() override {}

    std::string modem_;
};

class Output final : public LogSink {
public:
    explicit Output(std::unique_ptr<spdlog::sinks::sink> sink) : sink_(std::move(sink)) {}
    void write(LogLevel level, std::string_view component, std::string_view text) override {
        sink_->log({spdlog::string_view_t(component.data(), component.size()), spdlog_level(level),
                    spdlog::string_view_t(text.data(), text.size())});
    }

private:
    std::unique_ptr<spdlog::sinks::sink> sink_;
};

}  // namespace

bool is_journal_the_standard_error() {
    const auto* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    return stream != nullptr && ::fstat(STDERR_FILENO, &status) == 0 &&
           fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

std::unique_ptr<LogSink> make_log_output(config::LogSettings::Target target, std::string modem) {
    using Target = config::LogSettings::Target;
    const auto limited = [](std::unique_ptr<spdlog::sinks::sink> sink) {
        return std::make_unique<LogLimit>(std::make_unique<Output>(std::move(sink)), Clock::now);
    };
    if (target == Target::journal || (target == Target::automatic && is_journal_the_standard_error()))
        return limited(std::make_unique<JournalSink>(std::move(modem)));
    auto console = std::make_unique<spdlog::sinks::ansicolor_stderr_sink_st>();
    console->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%-7l%$ %n: %v");
    return limited(std::move(console));
}

}  // namespace agent::daemon
