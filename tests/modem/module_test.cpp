#include <optional>

#include <gmock/gmock.h>

#include "modem/at/errors.hpp"
#include "modem/module/address_literal.hpp"
#include "modem/module/clock.hpp"
#include "modem/module/dns.hpp"
#include "modem/module/identity.hpp"
#include "modem/module/network.hpp"
#include "modem/module/power.hpp"
#include "modem/module/signal.hpp"
#include "modem/module/sim.hpp"

namespace agent::modem::module {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
const auto malformed = make_error_code(at::Error::malformed_reply);

at::Reply reply(std::string line) { return {{std::move(line)}}; }

struct TextRow {
    const char* from;
    Result<std::string> (*parse)(const at::Reply&);
    const char* line;
    const char* value;  // nullptr: malformed
};
void PrintTo(const TextRow& row, std::ostream* out) { *out << row.from; }

class Identity : public testing::TestWithParam<TextRow> {};

TEST_P(Identity, IsReadFromTheReply) {
    const auto& row = GetParam();
    const auto value = row.parse(reply(row.line));
    if (row.value == nullptr) {
        EXPECT_EQ(value.error(), malformed);
    } else {
        ASSERT_TRUE(value);
        EXPECT_EQ(*value, row.value);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Identity,
    testing::Values(
        TextRow{"field notes, CGSN", identity::parse_imei, "+CGSN: 866425033312290", "866425033312290"},
        TextRow{"CGSN quoted", identity::parse_imei, "+CGSN: \"866425033312290\"", "866425033312290"},
        TextRow{"CGSN bare", identity::parse_imei, "866425033312290", "866425033312290"},
        TextRow{"CGSN cut short", identity::parse_imei, "+CGSN: 8664", nullptr},
        TextRow{"field notes, CIMI", identity::parse_imsi, "460046711609872", "460046711609872"},
        TextRow{"CIMI with noise", identity::parse_imsi, "46004671x609872", nullptr},
        TextRow{"field notes, QCCID", identity::parse_iccid, "+QCCID: 89860446111880202938", "89860446111880202938"},
        TextRow{"QCCID with its filler", identity::parse_iccid, "+QCCID: 8986044611188020293F", "8986044611188020293F"},
        TextRow{"CGMI", identity::parse_text, "Quectel_Ltd", "Quectel_Ltd"},
        TextRow{"CGMR", identity::parse_text, "Revision: BC660KGLAAR01A05", "BC660KGLAAR01A05"},
        TextRow{"CGMM with a name", identity::parse_text, "+CGMM: \"BC660K-GL\"", "BC660K-GL"}));

TEST(Sim, ReadsItsLock) {
    EXPECT_EQ(sim::parse(reply("+CPIN: READY")).value(), sim::Lock::ready);
    EXPECT_EQ(sim::parse(reply("+CPIN: SIM PIN")).value(), sim::Lock::pin);
    EXPECT_EQ(sim::parse(reply("+CPIN: SIM PUK")).value(), sim::Lock::puk);
    EXPECT_EQ(sim::parse(reply("+CPIN: NOT READY")).value(), sim::Lock::not_ready);
    EXPECT_EQ(sim::parse({}).error(), malformed);
}

TEST(Sim, EntersAPinThatIsNeverShown) {
    const auto command = sim::enter_pin("0042");
    ASSERT_TRUE(command);
    EXPECT_EQ(command->text(), "+CPIN=\"0042\"");
    EXPECT_EQ(command->shown(), "AT+CPIN=***");
    EXPECT_FALSE(sim::enter_pin("12"));
    EXPECT_FALSE(sim::enter_pin("12\"4"));
}

TEST(Attach, IsReadFromTheReply) {
    EXPECT_TRUE(attach::parse(reply("+CGATT: 1")).value());
    EXPECT_FALSE(attach::parse(reply("+CGATT: 0")).value());
    EXPECT_FALSE(attach::parse(reply("+CGATT: x")));
}

TEST(Registration, TellsTheReplyFromTheUrc) {
    using registration::Registration;
    using registration::Status;
    const Registration home{.status = Status::home};
    EXPECT_EQ(registration::parse(reply("+CEREG: 0,1")).value(), home);
    const Registration roaming{.reporting = 4, .status = Status::roaming, .area = "0001", .cell = "0000ABCD"};
    EXPECT_EQ(registration::parse(reply(R"(+CEREG: 4,5,"0001","0000ABCD",9,,,"00100011","00101010")")).value(),
              roaming);

    EXPECT_TRUE(registration::query().owns("+CEREG: 0,1"));
    EXPECT_FALSE(registration::query().owns("+CEREG: 5"));
    EXPECT_FALSE(registration::query().owns(R"(+CEREG: 5,"0001","0000ABCD",9)"));
    EXPECT_EQ(registration::parse_urc("+CEREG: 2")->status, Status::searching);
    EXPECT_EQ(registration::parse_urc(R"(+CEREG: 5,"0001","0000ABCD",9)")->area, "0001");
    EXPECT_FALSE(registration::parse_urc("+CSCON: 1"));
}

TEST(DefaultContext, SetsAndReadsTheApn) {
    EXPECT_EQ(default_context::set("iot.example.net")->text(), R"(+QCGDEFCONT="IP","iot.example.net")");
    EXPECT_FALSE(default_context::set("a\"b"));
    EXPECT_EQ(default_context::parse(reply(R"(+QCGDEFCONT: "IP","iot.example.net")")).value(), "iot.example.net");
    EXPECT_FALSE(default_context::parse({}));
}

TEST(Address, ListsWhatIsNumeric) {
    EXPECT_THAT(address::parse(reply(R"(+CGPADDR: 0,"10.20.30.40","2001:db8::1")")),
                ElementsAre("10.20.30.40", "2001:db8::1"));
    EXPECT_THAT(address::parse(reply("+CGPADDR: 0")), IsEmpty());
}

TEST(ServingOperator, IsItsCodes) {
    using serving_operator::ServingOperator;
    const auto found = [](const char* line) { return serving_operator::parse(reply(line)).value(); };
    EXPECT_EQ(found(R"(+COPS: 0,2,"46011",9)"), (ServingOperator{460, 11}));
    EXPECT_EQ(found(R"(+COPS: 0,2,"26201")"), (ServingOperator{262, 1}));
    EXPECT_EQ(found(R"(+COPS: 1,2,"310008",9)"), (ServingOperator{310, 8}));
    EXPECT_EQ(found(R"(+COPS: 0,2,"00101",9)"), (ServingOperator{1, 1}));
    EXPECT_EQ(found(R"(+COPS: 0,2,"46000",9)"), (ServingOperator{460, 0}));
    EXPECT_EQ(found("+COPS: 0"), std::nullopt);
    EXPECT_EQ(found(R"(+COPS: 0,0,"CHINA MOBILE",9)"), std::nullopt);
    for (const auto* line : {"+COPS: ", R"(+COPS: 0,2,"460",9)", R"(+COPS: 0,2,"46x11",9)", R"(+COPS: 0,2,"-4601",9)"})
        EXPECT_EQ(serving_operator::parse(reply(line)).error(), malformed) << line;
}

TEST(PowerSaving, SpellsOutItsTimers) {
    using power_saving::Timers;
    const auto timers = [](const char* line) { return power_saving::parse_timers(reply(line)).value(); };
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"00100001","00000001")"), (Timers{true, 1h, 2s}));
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"00000110","00100011")"), (Timers{true, 1h, 3min}));
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"01000111","01000011")"), (Timers{true, 70h, 18min}));
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"01111111","01100001")"), (Timers{true, 62s, 1min}));
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"10000010","11100000")"), (Timers{true, 60s, std::nullopt}));
    EXPECT_EQ(timers(R"(+CPSMS: 0,,,"11011111","00000001")"), (Timers{false, 9920h, 2s}));
    EXPECT_EQ(timers("+CPSMS: 0"), Timers{});
    EXPECT_EQ(timers(R"(+CPSMS: 1,,,"0010","x")"), Timers{true});
    EXPECT_EQ(power_saving::parse_timers({}).error(), malformed);
}

TEST(PowerSaving, AsksForTheLeastTimersThatAreEnough) {
    const auto asked = [](std::chrono::seconds update, std::chrono::seconds active) {
        return std::string(power_saving::enable(update, active).text());
    };
    EXPECT_EQ(asked(1h, 2s), "+CPSMS=1,,,\"00000110\",\"00000001\"");
    EXPECT_EQ(asked(24h, 93s), "+CPSMS=1,,,\"00111000\",\"00100010\"");
    EXPECT_EQ(asked(0s, 0s), "+CPSMS=1,,,\"00000000\",\"00000000\"");
    EXPECT_EQ(asked(24h * 1000, 4h), "+CPSMS=1,,,\"11011111\",\"01011111\"");
    EXPECT_EQ(power_saving::askable_active_time(93s), 2min);
    EXPECT_EQ(power_saving::askable_active_time(62s), 62s);
    EXPECT_EQ(power_saving::askable_active_time(32min), 36min);
}

TEST(DiscontinuousReception, SaysItsCycle) {
    const auto cycle = [](const char* line) { return discontinuous_reception::parse(reply(line)).value(); };
    EXPECT_EQ(cycle(R"(+CEDRXS: 5,"0101")"), 5);
    EXPECT_EQ(cycle(R"(+CEDRXS: 5,"1111","0010","0001")"), 15);
    EXPECT_EQ(cycle(R"(+CEDRXS: 5,"0000")"), std::nullopt);
    EXPECT_EQ(cycle("+CEDRXS: 0"), std::nullopt);
    EXPECT_EQ(cycle(R"(+CEDRXS: 4,"0101")"), std::nullopt);
    EXPECT_EQ(discontinuous_reception::parse({}).value(), std::nullopt);
    EXPECT_EQ(discontinuous_reception::parse(reply(R"(+CEDRXS: 5,"01")")).error(), malformed);
}

TEST(Signal, ConvertsToDecibels) {
    EXPECT_EQ(signal_quality::parse(reply("+CSQ: 10,0")).value(), (signal_quality::SignalQuality{-93, 0U}));
    EXPECT_EQ(signal_quality::parse(reply("+CSQ: 99,99")).value(), signal_quality::SignalQuality{});
    const auto extended = extended_signal_quality::parse(reply("+CESQ: 99,99,255,255,26,81"));
    EXPECT_EQ(extended.value(), (extended_signal_quality::ExtendedSignalQuality{-7.0, -60}));
    EXPECT_EQ(extended_signal_quality::parse(reply("+CESQ: 99,99,255,255,255,255")).value(),
              extended_signal_quality::ExtendedSignalQuality{});
    EXPECT_FALSE(extended_signal_quality::parse(reply("+CESQ: 99,99")));
}

TEST(ServingCell, IsReadFromTheReply) {
    const auto cell = serving_cell::parse(reply(R"(+QENG: 0,3734,2,95,"0E8A5542",-71,-9,-65,14,8,"2707",0,-8,2)"));
    ASSERT_TRUE(cell);
    EXPECT_EQ(cell->earfcn, 3734U);
    EXPECT_EQ(cell->physical_cell, 95U);
    EXPECT_EQ(cell->cell, "0E8A5542");
    EXPECT_EQ(cell->rsrp_dbm, -71);
    EXPECT_EQ(cell->sinr_db, 14);
    EXPECT_EQ(cell->band, 8U);
    EXPECT_EQ(cell->area, "2707");
    EXPECT_EQ(cell->coverage_level, 0U);
    EXPECT_FALSE(serving_cell::parse(reply("+QENG: 0,,,")));
}

TEST(Power, SpellsAndReadsItsCommands) {
    EXPECT_EQ(functionality::set(functionality::Level::minimum).text(), "+CFUN=0");
    EXPECT_GE(functionality::set(functionality::Level::full).limit(), 25s);
    EXPECT_TRUE(functionality::parse_radio_on(reply("+CFUN: 1")).value());
    EXPECT_FALSE(functionality::parse_radio_on(reply("+CFUN: 4")).value());
    EXPECT_EQ(sleep_clock::set(sleep_clock::Mode::light).text(), "+QSCLK=2");
    EXPECT_TRUE(power_saving::parse(reply(R"(+CPSMS: 1,,,"00100001","00000001")")).value());
    EXPECT_EQ(power_saving::set("00100001", "00000001")->text(), R"(+CPSMS=1,,,"00100001","00000001")");
    EXPECT_FALSE(power_saving::set("1h", "00000001"));
    EXPECT_EQ(discontinuous_reception::set("0101")->text(), R"(+CEDRXS=1,5,"0101")");
    EXPECT_FALSE(discontinuous_reception::set("5"));
    EXPECT_EQ(supply::parse(reply("+CBC: 3470")).value(), 3470U);
    EXPECT_EQ(supply::parse(reply("+CBC: 0,80,3470")).value(), 3470U);
    EXPECT_EQ(events::parse_urc(R"(+QNBIOTEVENT: "EXIT DEEPSLEEP")"), events::Event::exit_deep_sleep);
    EXPECT_EQ(events::parse_urc(R"(+QNBIOTEVENT: "TEA TIME")"), std::nullopt);
    EXPECT_EQ(restart().text(), "+QRST=1");
}

TEST(NetworkClock, IsUtcWithAZone) {
    using namespace std::chrono;
    const auto noon = sys_days(2026y / November / 23) + 22h;
    EXPECT_EQ(clock::parse(reply(R"(+CCLK: "26/11/23,22:00:00+00")")).value(), (clock::NetworkTime{noon, 0min}));
    EXPECT_EQ(clock::parse(reply(R"(+CCLK: "2026/11/23,22:00:00-22")")).value(), (clock::NetworkTime{noon, -330min}));
    for (const auto* bad :
         {"+CCLK: \"70/01/01,00:00:09+00\"", "+CCLK: \"26/13/23,22:00:00+00\"", "+CCLK: \"26/11\"", "+CCLK:"}) {
        EXPECT_EQ(clock::parse(reply(bad)).error(), malformed) << bad;
    }
}

TEST(Dns, ReadsTheUrcInItsShapes) {
    EXPECT_EQ(dns::resolve("lwm2m.example.net")->text(), R"(+QDNS=0,"lwm2m.example.net")");
    EXPECT_FALSE(dns::resolve("a b"));
    EXPECT_THAT(*dns::parse_urc("+QDNS: 192.0.2.1"), ElementsAre("192.0.2.1"));
    EXPECT_THAT(*dns::parse_urc("+QDNS: 0,2,600,\"192.0.2.1\",\"2001:db8::1\""),
                ElementsAre("192.0.2.1", "2001:db8::1"));
    EXPECT_THAT(*dns::parse_urc("+QDNS: FAIL"), IsEmpty());
    EXPECT_FALSE(dns::parse_urc("+CSQ: 1,1"));
}

TEST(AddressLiteral, KnowsNumbersFromNames) {
    for (const auto* good :
         {"192.0.2.1", "0.0.0.0", "2001:db8::1", "::", "::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "fe80::"}) {
        EXPECT_TRUE(is_address(good)) << good;
    }
    for (const auto* bad : {"", "192.0.2", "192.0.2.256", "1.2.3.4.5", "host", "1::2::3", "12345::",
                            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "[::1]", "192.0.2.1::", ":1", "cafe"}) {
        EXPECT_FALSE(is_address(bad)) << bad;
    }
}

}  // namespace
}  // namespace agent::modem::module
