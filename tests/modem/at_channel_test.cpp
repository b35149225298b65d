#include <optional>

#include <gmock/gmock.h>

#include "modem/at/channel.hpp"
#include "modem/at/errors.hpp"
#include "tests/modem/scripted_modem.hpp"

namespace agent::modem::at {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ChannelTest : public testing::Test {
protected:
    Channel::Completion into(std::optional<Result<Reply>>& slot) {
        return [&slot](Result<Reply> result) { slot = std::move(result); };
    }
    void talk() {
        modem.talk([this](std::string_view bytes) { channel.receive(bytes); });
    }
    void pass(Duration time) {
        const auto until = timers.now() + time;
        do {
            timers.advance(std::min(until, timers.next().value_or(until)));
            talk();
        } while (timers.now() < until);
    }
    void TearDown() override { EXPECT_TRUE(modem.finished()) << "still waiting for " << modem.waiting_for(); }

    Timers timers;
    test::ScriptedModem modem;
    std::vector<std::string> urcs;
    std::vector<std::string> trace;
    int silent = 0;
    Channel channel{{},
                    timers,
                    {},
                    {},
                    {.write = [this](std::string_view bytes) { modem.write(bytes); },
                     .on_urc = [this](std::string_view line) { urcs.emplace_back(line); },
                     .on_silent = [this] { ++silent; },
                     .trace = [this](Direction, std::string_view line) { trace.emplace_back(line); }}};
    std::optional<Result<Reply>> reply;
};

/// "+BLOCK:" and four bytes.
Extent measure_block(std::string_view text, bool last_chance) {
    constexpr std::size_t whole = 11;
    if (text.size() >= whole) return {Extent::Kind::complete, whole};
    if (!last_chance) return {Extent::Kind::need_more, whole};
    return {Extent::Kind::damaged, std::min(text.find('\r'), text.size())};
}

Command signal() { return Command("+CSQ").answered_by("+CSQ: "); }

TEST_F(ChannelTest, AnswersACommandThroughEchoAndUrcs) {
    modem.expect("AT+CSQ\r").reply("AT+CSQ\r").lines("+CSCON: 1", "+CSQ: 10,0", "+CEREG: 5", "OK", "+CSCON: 0");
    channel.execute(signal(), into(reply));
    talk();
    ASSERT_TRUE(reply && *reply);
    EXPECT_THAT((*reply)->lines, ElementsAre("+CSQ: 10,0"));
    EXPECT_THAT(urcs, ElementsAre("+CSCON: 1", "+CEREG: 5", "+CSCON: 0"));
}

TEST_F(ChannelTest, SendsOneCommandAtATimeAndUrgentOnesFirst) {
    std::string order;
    modem.expect("AT+A\r").ok();
    modem.expect("AT+C\r").ok();
    modem.expect("AT+B\r").ok();
    channel.execute(Command("+A"), [&](const auto&) { order += 'A'; });
    channel.execute(Command("+B"), [&](const auto&) { order += 'B'; });
    channel.execute(
        Command("+C"), [&](const auto&) { order += 'C'; }, Lane::urgent);
    talk();
    EXPECT_EQ(order, "ACB");
}

TEST_F(ChannelTest, NeverSplitsASequence) {
    modem.expect("AT+A\r").ok();
    modem.expect("AT+B\r").ok();
    modem.expect("AT+URGENT\r").ok();
    channel.execute_all({Command("+A"), Command("+B")}, into(reply));
    channel.execute(Command("+URGENT"), {}, Lane::urgent);
    talk();
    EXPECT_TRUE(reply && *reply);
}

TEST_F(ChannelTest, EndsASequenceAtItsFirstFailure) {
    modem.expect("AT+A\r").lines("+CME ERROR: 50");
    channel.execute_all({Command("+A"), Command("+B")}, into(reply));
    talk();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->error(), CmeError::incorrect_parameters);
    EXPECT_EQ(channel.failed_command(), "AT+A");
}

TEST_F(ChannelTest, WritesDataAtThePrompt) {
    modem.expect("AT+QCOAPSEND=0,0,2,0\r").reply("\r\n> ");
    modem.expect("hello\x1A").ok();
    channel.execute(Command("+QCOAPSEND=0,0,2,0").with_data("hello\x1A"), into(reply));
    talk();
    EXPECT_TRUE(reply && *reply);
}

TEST_F(ChannelTest, TakesTheLastOfSeveralLinesWhereOneAnswers) {
    modem.expect("AT+QCOAPSEND=0\r").lines("+QCOAPSEND: 0,4", "+QCOAPSEND: 0,1", "OK");
    channel.execute(Command("+QCOAPSEND=0").answered_by("+QCOAPSEND: ").answered_once(), into(reply));
    talk();
    EXPECT_THAT((*reply)->lines, ElementsAre("+QCOAPSEND: 0,1"));
    EXPECT_THAT(urcs, ElementsAre("+QCOAPSEND: 0,4"));
}

TEST_F(ChannelTest, DoesNotLetALateOkEndTheNextCommand) {
    std::optional<Result<Reply>> second;
    modem.expect("AT+SLOW\r");
    modem.expect("AT\r");
    channel.execute(Command("+SLOW"), into(reply));
    channel.execute(signal(), into(second));
    pass(3100ms);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->error(), Error::timed_out);

    modem.line("OK");  // of +SLOW
    talk();
    modem.line("OK");  // of AT
    talk();
    EXPECT_FALSE(second) << "nothing was sent yet";
    modem.expect("AT+CSQ\r").lines("+CSQ: 1,0", "OK");
    pass(100ms);
    ASSERT_TRUE(second && *second);
    EXPECT_EQ(channel.counters().timeouts, 1U);
}

TEST_F(ChannelTest, RepeatsAtUntilTheModuleAnswersAndReportsSilence) {
    modem.expect("AT+SLOW\r");
    modem.always("AT\r");
    channel.execute(Command("+SLOW"), into(reply));
    pass(5s);
    EXPECT_EQ(silent, 0);
    pass(10s);
    EXPECT_EQ(silent, 1);
    modem.forget_habits();
    modem.always("AT\r").ok();
    modem.expect("AT+CSQ\r").lines("+CSQ: 1,0", "OK");
    channel.execute(signal(), into(reply));
    pass(2s);
    EXPECT_TRUE(reply && *reply);
}

TEST_F(ChannelTest, ReportsSilenceAfterSeveralTimeoutsInARow) {
    modem.always("AT\r").ok();
    for (int i = 0; i < 3; ++i) {
        modem.expect("AT+SLOW\r");
        channel.execute(Command("+SLOW"), into(reply));
        pass(4s);
    }
    EXPECT_EQ(silent, 1);
}

TEST_F(ChannelTest, LeavesTheDataModeOfACommandThatTimedOut) {
    modem.expect("AT+QCOAPSEND=0,0,2,0\r");
    modem.expect("\x1B");
    modem.expect("AT\r").ok();
    channel.execute(Command("+QCOAPSEND=0,0,2,0").with_data("x"), into(reply));
    pass(3100ms);
    EXPECT_EQ(reply->error(), Error::timed_out);
}

TEST_F(ChannelTest, AnswersAStrayPromptWithEscape) {
    modem.expect("\x1B");
    modem.expect("AT\r").ok();
    modem.say("\r\n> ");
    talk();
    pass(200ms);
}

TEST_F(ChannelTest, NeverShowsASecret) {
    modem.expect("AT+CPIN=\"1234\"\r").reply("AT+CPIN=\"1234\"\r").reply("AT+CPIN=\"12\r\n").lines("+CPIN: 1234", "OK");
    channel.execute(Command("+CPIN=\"1234\"").answered_by("+CPIN: ").secret_from(6), into(reply));
    talk();
    EXPECT_THAT(trace, Not(IsEmpty()));
    for (const auto& line : trace) EXPECT_THAT(line, Not(HasSubstr("12")));
}

TEST_F(ChannelTest, SaysWhenWhatIsUnderWayHasToHaveGoneOn) {
    EXPECT_EQ(channel.due(), std::nullopt);
    modem.expect("AT+SLOW\r");
    channel.execute(Command("+SLOW").within(10s), into(reply));
    ASSERT_TRUE(channel.due());
    EXPECT_GE(*channel.due(), timers.now() + 10s);
    EXPECT_LT(*channel.due(), timers.now() + 11s);
    modem.expect("AT\r");
    modem.expect("AT\r").ok();
    pass(10s + 100ms);
    EXPECT_TRUE(channel.due()) << "the line is brought back in step";
    EXPECT_GE(*channel.due(), timers.now());
    pass(2s);
    EXPECT_EQ(channel.due(), std::nullopt);
}

TEST_F(ChannelTest, ShowsOnlyTheLengthOfWhatMayBeASecretThatCameTooLate) {
    const std::pair<const char*, const char*> rows[]{
        {"AT+QCOAPCFG=\"psk\",0,\"gw\",\"00112233\"", "<35 bytes>"},  // an echo that nobody waits for any more
        {"AT+CPIN=\"1234\"", "<14 bytes>"},
        {"2233445566778899aabbccddeeff\"", "<29 bytes>"},  // the rest of a URC
        {"ABEiM0RVZneImaq7zN3u/w==", "<24 bytes>"},
        {"AT", "AT"},
        {"+CEREG: 5,\"0001\",\"0000ABCD\",9", "+CEREG: 5,\"0001\",\"0000ABCD\",9"},
        {"+QDNS: 0,\"2001:db8::1234:5678:9abc\"", "+QDNS: 0,\"2001:db8::1234:5678:9abc\""},
        {"REBOOT_CAUSE_SECURITY_PMU", "REBOOT_CAUSE_SECURITY_PMU"},
        {"NORMAL POWER DOWN", "NORMAL POWER DOWN"},
        {"+CME ERROR: 50", "+CME ERROR: 50"},
    };
    for (const auto& [line, shown] : rows) {
        trace.clear();
        modem.line(line);
        talk();
        EXPECT_THAT(trace, ElementsAre(shown));
    }
    modem.expect("AT+CCID\r").reply("AT+CCID\r").lines("+CCID: 89860012345678901234", "OK");
    channel.execute(Command("+CCID").answered_by("+CCID: "), into(reply));
    trace.clear();
    talk();
    EXPECT_THAT(trace, ElementsAre("AT+CCID", "+CCID: 89860012345678901234", "OK"));
}

TEST_F(ChannelTest, WakesAModuleThatMaySleep) {
    channel.set_wake_after(5s);
    modem.expect("AT\r");
    modem.expect("AT\r").ok();
    modem.expect("AT+CSQ\r").lines("+CSQ: 1,0", "OK");
    pass(10s);
    channel.execute(signal(), into(reply));
    pass(1s);
    EXPECT_TRUE(reply && *reply);
}

TEST_F(ChannelTest, DoesNotWakeAModuleThatJustSpoke) {
    channel.set_wake_after(5s);
    pass(10s);
    modem.line("+CSCON: 1");
    talk();
    modem.expect("AT+CSQ\r").lines("+CSQ: 1,0", "OK");
    channel.execute(signal(), into(reply));
    talk();
    EXPECT_TRUE(reply && *reply);
}

TEST_F(ChannelTest, FailsEverythingWhenAborted) {
    std::optional<Result<Reply>> second;
    modem.expect("AT+A\r");
    channel.execute(Command("+A"), into(reply));
    channel.execute(Command("+B"), into(second));
    channel.abort(Error::port_closed);
    EXPECT_EQ(reply->error(), Error::port_closed);
    EXPECT_EQ(second->error(), Error::port_closed);
    EXPECT_TRUE(channel.idle());
}

TEST(ChannelWithUrcs, GivesAHalfUrcUpAfterAMomentOfSilence) {
    Timers timers;
    std::vector<std::string> urcs, damaged;
    Channel channel({}, timers, {}, {"+BLOCK:", measure_block},
                    {.write = [](std::string_view) {},
                     .on_urc = [&](std::string_view urc) { urcs.emplace_back(urc); },
                     .on_damaged_urc = [&](std::string_view urc) { damaged.emplace_back(urc); }});
    channel.receive("\r\n+BLOCK:\r\nab\r\n");
    EXPECT_THAT(urcs, ElementsAre("+BLOCK:\r\nab"));
    channel.receive("\r\n+BLOCK:x");
    timers.advance(timers.now() + 300ms);
    channel.receive("\r\n");
    timers.advance(timers.now() + 300ms);
    EXPECT_THAT(damaged, IsEmpty()) << "it was still growing";
    timers.advance(timers.now() + 200ms);
    EXPECT_THAT(damaged, ElementsAre("+BLOCK:x"));
    EXPECT_EQ(channel.counters().damaged_urcs, 1U);
}

TEST_F(ChannelTest, GivesACommandTheTimeItNeedsOnASlowLine) {
    channel.set_baud(9600);
    modem.expect("AT" + std::string(9600, 'x') + "\r");
    channel.execute(Command(std::string(9600, 'x')), into(reply));
    pass(12s);
    EXPECT_FALSE(reply) << "ten seconds on the line, three to answer";
    modem.line("OK");
    talk();
    EXPECT_TRUE(reply && *reply);
}

}  // namespace
}  // namespace agent::modem::at
