#include "daemon/journal_fields.hpp"

#include <gmock/gmock.h>

namespace agent::daemon {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Not;
using ::testing::StartsWith;

TEST(JournalFields, HoldTheLineAndWhatPeopleFilterBy) {
    const auto fields =
        journal_fields(LogLevel::warning, "client",
                       R"(refused server=0 operation="Write-Attributes" path=/3/0/14 code=4.00 reason="bad = worse")");
    for (const auto* wanted :
         {R"(MESSAGE=refused server=0 operation="Write-Attributes" path=/3/0/14 code=4.00 reason="bad = worse")",
          "PRIORITY=4", "SYSLOG_IDENTIFIER=lwm2m-agentd", "LWM2M_COMPONENT=client", "LWM2M_EVENT=refused",
          "LWM2M_SERVER=0", "LWM2M_OPERATION=Write-Attributes", "LWM2M_PATH=/3/0/14", "COAP_CODE=4.00"})
        EXPECT_THAT(fields, Contains(wanted));
    EXPECT_THAT(fields, Each(Not(StartsWith("REASON"))));
}

TEST(JournalFields, KeepAnEventOfSeveralWords) {
    EXPECT_THAT(journal_fields(LogLevel::info, "registration", "not registered server=1 reason=\"\""),
                Contains("LWM2M_EVENT=not registered"));
    EXPECT_THAT(journal_fields(LogLevel::info, "agent", "started"), Contains("LWM2M_EVENT=started"));
}

TEST(JournalFields, TakeLinesOfAnyShape) {
    for (const auto* text : {"", " ", "=", "a=", "a=\"", "a=\"b", " a=b  c=\"d\"e=f", "x y z =1"})
        EXPECT_GE(journal_fields(LogLevel::trace, "", text).size(), 5U) << text;
}

TEST(JournalFields, RankByTheSyslogPriorities) {
    const std::pair<LogLevel, const char*> rows[]{{LogLevel::error, "PRIORITY=3"},
                                                  {LogLevel::warning, "PRIORITY=4"},
                                                  {LogLevel::info, "PRIORITY=6"},
                                                  {LogLevel::debug, "PRIORITY=7"},
                                                  {LogLevel::trace, "PRIORITY=7"}};
    for (const auto& [level, field] : rows) EXPECT_THAT(journal_fields(level, "", "x"), Contains(field));
}

}  // namespace
}  // namespace agent::daemon
