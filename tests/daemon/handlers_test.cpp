#include "tests/daemon/handlers_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DataType;
using lwm2m::Value;
using testing::Handlers;

TEST_F(Handlers, AValueIsWhatTheConfigurationSays) {
    EXPECT_EQ(read(handler({.handler = config::ValueSettings{text("Acme")}}, DataType::string)).value(), text("Acme"));
    EXPECT_EQ(read(handler({.handler = config::ValueSettings{}}, DataType::string)).error().code,
              coap::code::not_found);
}

TEST_F(Handlers, AFileIsReadWithMatchAndScale) {
    testing::write(folder / "os-release", "NAME=\"Debian\"\nVERSION_ID=\"12\"\n");
    const auto release = (folder / "os-release").string();
    EXPECT_EQ(read(handler({.handler = config::FileSettings{release, R"(^VERSION_ID="?([^"\n]*))"}}, DataType::string))
                  .value(),
              text("12"));
    testing::write(folder / "temp", " 48312\n");
    const auto temp = (folder / "temp").string();
    EXPECT_EQ(read(handler({.handler = config::FileSettings{temp, {}, 0.001}}, DataType::floating)).value(),
              number(48.312));
    testing::write(folder / "noisy", "23400\n");  // 23400 x 0.001 in binary is 23.400000000000002
    EXPECT_EQ(
        read(handler({.handler = config::FileSettings{(folder / "noisy").string(), {}, 0.001}}, DataType::floating))
            .value(),
        number(23.4));
    EXPECT_EQ(read(handler({.handler = config::FileSettings{temp, {}, 0.001}}, DataType::integer)).value(),
              lwm2m::ResourceValue(Value(std::int64_t{48})));
    EXPECT_EQ(read(handler({.handler = config::FileSettings{temp}}, DataType::integer, true)).value(),
              lwm2m::ResourceValue(lwm2m::InstanceValues{{0, Value(std::int64_t{48312})}}));
}

TEST_F(Handlers, AFileThatCannotBeReadSaysWhy) {
    const auto missing = (folder / "none").string();
    const auto failed = read(handler({.handler = config::FileSettings{missing}}, DataType::string)).error();
    EXPECT_EQ(failed.code, coap::code::internal_server_error);
    EXPECT_EQ(failed.reason, missing + ": No such file or directory");
    testing::write(folder / "big", std::string(100, 'x'));
    const auto big = (folder / "big").string();
    EXPECT_EQ(read(handler({.handler = config::FileSettings{big, {}, 1.0, 99}}, DataType::string)).error().reason,
              big + " has more than 99 bytes");
    EXPECT_EQ(read(handler({.handler = config::FileSettings{big}}, DataType::integer)).error().code,
              coap::code::internal_server_error);
    EXPECT_EQ(read(handler({.handler = config::FileSettings{big, "y"}}, DataType::string)).error().reason,
              big + ": nothing matches");
    EXPECT_NE(lines.all.find("source_failed path=/32000/0/0"), std::string::npos);
}

TEST_F(Handlers, ACommandGivesItsOutput) {
    const config::CommandSettings echo{.argv = {"/bin/echo", " value: 7 "}, .match = R"(value: (\d+))"};
    EXPECT_EQ(read(handler({.handler = echo}, DataType::integer)).value(),
              lwm2m::ResourceValue(Value(std::int64_t{7})));
    const config::CommandSettings fails{.argv = {"/bin/false"}};
    EXPECT_EQ(read(handler({.handler = fails}, DataType::string)).error().reason, "/bin/false exited with 1");
    const config::CommandSettings hangs{.argv = {"/bin/sleep", "300"}, .timeout = 50ms};
    EXPECT_EQ(read(handler({.handler = hangs}, DataType::string)).error().reason, "/bin/sleep took longer than 0.05 s");
}

TEST_F(Handlers, TheModuleIsAskedByAt) {
    const config::AtSettings signal{.query = "AT+CESQ", .match = R"(\+CESQ: .*,(\d+)$)", .map = "$1 - 140"};
    at_reply = modem::at::Reply{{"+CESQ: 99,99,255,255,26,81"}};
    EXPECT_EQ(read(handler({.handler = signal}, DataType::integer)).value(),
              lwm2m::ResourceValue(Value(std::int64_t{-59})));
    EXPECT_EQ(at_commands, std::vector<std::string>{"AT+CESQ"});
    at_reply = modem::at::Reply{{"+CESQ: 99"}};
    EXPECT_EQ(read(handler({.handler = signal}, DataType::integer)).error().reason, "AT+CESQ: nothing matches");
    const config::AtSettings plain{.query = "AT+CGMR", .match = "Revision: (.*)"};
    at_reply = modem::at::Reply{{"Revision: A05"}};
    EXPECT_EQ(read(handler({.handler = plain}, DataType::string)).value(), text("A05"));
}

TEST_F(Handlers, AnAnswerOfTheModuleThatComesTooLateHitsNobody) {
    handler({.handler = config::AtSettings{.query = "AT+CGMR", .match = ".*"}}, DataType::string).read([](auto) {
        FAIL() << "the handler is gone";
    });
    tree.reset();
    bool past = false;
    loop.timers().after(10ms, [&] { past = true; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return past; }));
}

TEST_F(Handlers, TheClockIsTheGateways) {
    EXPECT_EQ(read(handler({.handler = config::ClockSettings{}}, DataType::time)).value(),
              lwm2m::ResourceValue(Value(lwm2m::Time{1'700'000'000})));
}

TEST_F(Handlers, ReadsWithinTheRefreshShareOneAnswer) {
    const auto count = (folder / "count").string();
    const config::CommandSettings counting{
        .argv = {"/bin/sh", "-c", "echo x >> " + count + "; sleep 0.05; wc -l < " + count}};
    auto& counter = handler({.handler = counting, .refresh = 10s}, DataType::integer);
    int answers = 0;
    for (int i = 0; i < 3; ++i) counter.read([&](auto value) { answers += value ? 1 : 0; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return answers == 3; }));
    EXPECT_EQ(read(counter).value(), lwm2m::ResourceValue(Value(std::int64_t{1})));
    auto& fresh = handler({.handler = counting}, DataType::integer);
    EXPECT_EQ(read(fresh).value(), lwm2m::ResourceValue(Value(std::int64_t{2})));
    EXPECT_EQ(read(fresh).value(), lwm2m::ResourceValue(Value(std::int64_t{3})));
}

TEST_F(Handlers, AnObservedValueIsRefreshedByItselfAndTellsOnlyOfChanges) {
    testing::write(folder / "temp", "20");
    auto& temp =
        handler({.handler = config::FileSettings{(folder / "temp").string()}, .refresh = 10ms}, DataType::floating);
    EXPECT_EQ(read(temp).value(), number(20));
    temp.watch(true);
    bool past = false;
    loop.timers().after(60ms, [&] { past = true; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return past; }));
    EXPECT_EQ(changes, 0);
    testing::write(folder / "temp", "21");
    EXPECT_TRUE(testing::run_until(loop, [&] { return changes == 1; }));
    EXPECT_EQ(*temp.cached(), number(21));
    temp.watch(false);
    testing::write(folder / "temp", "22");
    past = false;
    loop.timers().after(60ms, [&] { past = true; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return past; }));
    EXPECT_EQ(changes, 1);
}

TEST_F(Handlers, AFailureIsLoggedOnceAndItsEndToo) {
    const auto temp = (folder / "temp").string();
    auto& handler_ = handler({.handler = config::FileSettings{temp}}, DataType::floating);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(read(handler_));
    testing::write(temp, "1");
    EXPECT_TRUE(read(handler_));
    EXPECT_EQ(lines.all, "source_failed path=/32000/0/0 reason=\"" + temp +
                             ": No such file or directory\"\nsource_recovered path=/32000/0/0\n");
}

}  // namespace
}  // namespace agent::daemon
