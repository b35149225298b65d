#include "daemon/journal_fields.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "daemon/message_ids.hpp"

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

TEST(JournalFields, NameACommandWithoutItsParameters) {
    const std::pair<const char*, const char*> lines[]{
        {R"(at_timeout command="AT+QCOAPSEND=0,0,3" in_a_row=1)", "AT_COMMAND=AT+QCOAPSEND"},
        {R"(step_refused command="AT+CPIN=***" error="SIM wrong")", "AT_COMMAND=AT+CPIN"},
        {R"(at_timeout command="AT" in_a_row=1)", "AT_COMMAND=AT"},
    };
    for (const auto& [line, field] : lines)
        EXPECT_THAT(journal_fields(LogLevel::warning, "modem", line), Contains(field));
}

TEST(JournalFields, KnowTheAtConversation) {
    const auto sent = journal_fields(LogLevel::trace, "at", R"(> AT+QCOAPCFG="psk",0,"gw1",***)");
    EXPECT_THAT(sent, Contains("LWM2M_EVENT=at_sent"));
    EXPECT_THAT(sent, Contains("AT_COMMAND=AT+QCOAPCFG"));
    const auto received = journal_fields(LogLevel::trace, "at", R"(< +CEREG: 5 path=/3/0/0)");
    EXPECT_THAT(received, Contains("LWM2M_EVENT=at_received"));
    EXPECT_THAT(received, Contains("AT_COMMAND=AT+CEREG"));
    EXPECT_THAT(received, Each(Not(StartsWith("LWM2M_PATH="))));
    EXPECT_THAT(journal_fields(LogLevel::trace, "at", "< OK"), Each(Not(StartsWith("AT_COMMAND="))));
}

TEST(JournalFields, NameTheModemOnEveryLine) {
    EXPECT_THAT(journal_fields(LogLevel::info, "client", "registered server=0", "/dev/lwm2m/north"),
                Contains("MODEM=/dev/lwm2m/north"));
    const auto own = journal_fields(LogLevel::info, "port", "port_open device=/dev/ttyUSB0 baud=1", "/dev/lwm2m/north");
    EXPECT_THAT(own, Contains("MODEM=/dev/ttyUSB0"));
    EXPECT_THAT(own, Not(Contains("MODEM=/dev/lwm2m/north")));
}

TEST(JournalFields, HaveTheMessageIdOfTheCoapMessage) {
    const auto fields = journal_fields(LogLevel::debug, "coap",
                                       R"(message_sent server=0 mid=4711 code=2.05 message="ACK 2.05 mid=4711")");
    EXPECT_THAT(fields, Contains("COAP_MID=4711"));
    EXPECT_THAT(fields, Contains("LWM2M_EVENT=message_sent"));
}

TEST(JournalFields, NameTheMessageOfAnEventThatAnOperatorMeets) {
    const auto ready = journal_fields(LogLevel::info, "modem", R"(modem_state state=ready reason="")");
    EXPECT_THAT(ready, Contains("MESSAGE_ID=a2e908c7b4254f0f8635ad6faf8d0aae"));
    const auto refused =
        journal_fields(LogLevel::warning, "client", R"(not registered server=0 reason="4.03 Forbidden")");
    EXPECT_THAT(refused, Contains("MESSAGE_ID=bcedb4f8b24348379fa1f48ffaabb55f"));
    EXPECT_THAT(refused, Contains("AGENT_REASON=4.03 Forbidden"));
    for (const auto* line : {"modem_state state=probing reason=\"\"", "stopped exit_code=0", ""})
        EXPECT_THAT(journal_fields(LogLevel::info, "modem", line), Each(Not(StartsWith("MESSAGE_ID="))));
}

TEST(MessageCatalog, ExplainsEachMessageAndNoOther) {
    std::set<std::string> logged;
    for (const auto& message : message_ids()) logged.insert(std::string(message.id));
    std::set<std::string> explained;
    std::ifstream catalog(AGENT_SOURCE_DIR "/systemd/lwm2m-agent.catalog");
    for (std::string line; std::getline(catalog, line);)
        if (line.starts_with("-- ") && !explained.insert(line.substr(3)).second)
            ADD_FAILURE() << line << " stands twice";
    EXPECT_EQ(explained, logged);
}

TEST(MessageCatalog, NamesEventsThatAreLogged) {
    std::string sources;
    for (const auto* folder : {"lwm2m/client", "modem", "daemon"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::string(AGENT_SOURCE_DIR "/") + folder))
            if (entry.path().extension() == ".cpp" && entry.path().filename() != "message_ids.cpp")
                sources += (std::stringstream() << std::ifstream(entry.path()).rdbuf()).str();
    for (const auto& message : message_ids())
        EXPECT_THAT(sources, ::testing::HasSubstr("(\"" + std::string(message.event))) << "nobody says this any more";
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
