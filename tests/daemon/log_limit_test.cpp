// What repeats in the log is limited, and told in one line.
#include "daemon/log_limit.hpp"

#include <gmock/gmock.h>

namespace agent::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class LogLimits : public testing::Test {
protected:
    struct Lines final : LogSink {
        explicit Lines(std::vector<std::string>& to) : lines(to) {}
        void write(LogLevel level, std::string_view component, std::string_view text) override {
            lines.push_back(std::string(name_of(level)) + " " + std::string(component) + ": " + std::string(text));
        }
        std::vector<std::string>& lines;
    };
    void say(std::uint64_t times, std::string_view text, LogLevel level = LogLevel::warning) {
        while (times-- > 0) limit->write(level, "client", text);
    }

    TimePoint now;
    std::vector<std::string> lines;
    std::unique_ptr<LogLimit> limit =
        std::make_unique<LogLimit>(std::make_unique<Lines>(lines), [this] { return now; });
};

TEST_F(LogLimits, LetsThroughWhatDoesNotRepeat) {
    for (std::uint64_t path = 0; path < 3 * LogLimit::most_lines; ++path)
        say(1, "read failed path=/3/0/" + std::to_string(path) + " reason=\"x\"");
    EXPECT_THAT(lines, SizeIs(3 * LogLimit::most_lines));
}

TEST_F(LogLimits, CountsTheRestAndTellsWhenThePeriodIsOver) {
    say(LogLimit::most_lines + 80, "read failed path=/3/0/9 reason=\"x\"");
    EXPECT_THAT(lines, SizeIs(LogLimit::most_lines));
    lines.clear();
    now += LogLimit::period - 1ns;
    say(1, "registered server=0", LogLevel::info);
    EXPECT_THAT(lines, ElementsAre("info client: registered server=0"));
    lines.clear();
    now += 1ns;
    say(1, "read failed path=/3/0/9 reason=\"y\"");
    EXPECT_THAT(lines,
                ElementsAre("warning client: repeated kind=\"client read failed path=/3/0/9\" lines=100 shown=20",
                            "warning client: read failed path=/3/0/9 reason=\"y\""));
}

TEST_F(LogLimits, TellsWhatItKeptBackAtTheEnd) {
    say(LogLimit::most_lines + 1, "at_timeout command=\"AT\" in_a_row=1");
    lines.clear();
    limit.reset();
    EXPECT_THAT(lines, ElementsAre("warning client: repeated kind=\"client at_timeout\" lines=21 shown=20"));
}

TEST_F(LogLimits, LeavesAloneWhatSomebodyAskedFor) {
    say(100, "> AT", LogLevel::trace);
    say(100, "served path=/3/0/9", LogLevel::debug);
    EXPECT_THAT(lines, SizeIs(200));
    lines.clear();
    limit.reset();
    EXPECT_THAT(lines, IsEmpty());
}

}  // namespace
}  // namespace agent::daemon
