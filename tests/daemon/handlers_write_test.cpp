#include <sys/stat.h>

#include "daemon/handlers/execute_resource.hpp"
#include "daemon/handlers/placeholder.hpp"
#include "tests/daemon/handlers_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DataType;
using lwm2m::Value;
using testing::Handlers;

TEST_F(Handlers, OnlyAWritableValueIsWritten) {
    auto& fixed = handler({.handler = config::ValueSettings{text("a")}}, DataType::string);
    EXPECT_EQ(write(fixed, text("b")).error().code, coap::code::method_not_allowed);
    auto& writable = handler({.handler = config::ValueSettings{text("a")}, .writable = true}, DataType::string);
    EXPECT_TRUE(write(writable, text("b")));
    EXPECT_EQ(read(writable).value(), text("b"));
    EXPECT_FALSE(writable.persistent());
}

TEST_F(Handlers, APersistedValueReplacesTheConfiguredOne) {
    store.values[{32000, 0, 0}] = text("kept");
    auto& kept =
        handler({.handler = config::ValueSettings{text("a")}, .writable = true, .persist = true}, DataType::string);
    EXPECT_TRUE(kept.persistent());
    EXPECT_EQ(read(kept).value(), text("kept"));
    auto& changed = handler({.handler = config::ValueSettings{}, .writable = true, .persist = true}, DataType::integer);
    EXPECT_FALSE(read(changed));
    EXPECT_NE(lines.all.find("kept_value_ignored path=/32000/0/0"), std::string::npos);
}

TEST_F(Handlers, AResetGivesTheConfiguredValueBack) {
    store.values[{32000, 0, 0}] = text("kept");
    auto& kept =
        handler({.handler = config::ValueSettings{text("a")}, .writable = true, .persist = true}, DataType::string);
    EXPECT_TRUE(kept.resettable());
    kept.reset();
    EXPECT_EQ(read(kept).value(), text("a"));
    auto& without = handler({.handler = config::ValueSettings{}, .writable = true}, DataType::string);
    EXPECT_TRUE(write(without, text("b")));
    without.reset();
    EXPECT_FALSE(read(without));
    EXPECT_FALSE(handler({.handler = config::ValueSettings{text("a")}}, DataType::string).resettable());
    const config::OnWriteSettings program{{"/bin/true"}};
    EXPECT_FALSE(
        handler({.handler = config::ValueSettings{text("a")}, .writable = true, .on_write = program}, DataType::string)
            .resettable());
}

TEST_F(Handlers, AValueLargerThanAllowedIsRefused) {
    auto& small = handler({.handler = config::ValueSettings{}, .writable = true, .max_size = 3}, DataType::opaque);
    EXPECT_TRUE(write(small, Value(Bytes(3, 1))));
    EXPECT_EQ(write(small, Value(Bytes(4, 1))).error().code, coap::code::request_entity_too_large);
}

TEST_F(Handlers, OnWriteGetsTheValueAsOneArgumentAndMayRefuse) {
    const auto out = (folder / "out").string();
    const config::OnWriteSettings to_file{
        {"/bin/sh", "-c", "printf '%s|%s' \"$1\" \"$2\" > " + out, "sh", "{value}", "<{path}>"}};
    auto& meter = handler({.handler = config::ValueSettings{text("old")}, .writable = true, .on_write = to_file},
                          DataType::string);
    EXPECT_TRUE(write(meter, text("a b; $(id) {path}")));
    EXPECT_EQ(testing::contents(out), "a b; $(id) {path}|</32000/0/0>");
    EXPECT_EQ(read(meter).value(), text("a b; $(id) {path}"));

    const config::OnWriteSettings refuse{{"/bin/sh", "-c", "echo too hot >&2; exit 1"}};
    auto& stubborn = handler({.handler = config::ValueSettings{text("old")}, .writable = true, .on_write = refuse},
                             DataType::string);
    const auto refused = write(stubborn, text("new"));
    EXPECT_EQ(refused.error().code, coap::code::internal_server_error);
    EXPECT_EQ(refused.error().reason, "/bin/sh exited with 1: too hot");
    EXPECT_EQ(read(stubborn).value(), text("old"));
}

TEST_F(Handlers, WhatTheSourceGivesBackOfAWriteIsNoChange) {
    const auto path = (folder / "setting").string();
    testing::write(path, "old\n");
    auto& setting = handler({.handler = config::FileSettings{path}, .writable = true}, DataType::string);
    EXPECT_EQ(read(setting).value(), text("old"));
    setting.watch(true);
    EXPECT_TRUE(write(setting, text("new")));
    EXPECT_EQ(read(setting).value(), text("new"));
    bool past = false;
    loop.timers().after(20ms, [&] { past = true; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return past; }));
    EXPECT_EQ(changes, 0);
    testing::write(path, "newer\n");
    EXPECT_EQ(read(setting).value(), text("newer"));
    EXPECT_TRUE(testing::run_until(loop, [&] { return changes == 1; }));
}

TEST_F(Handlers, ARevertedWriteHandsTheOldValueToTheProgramAgain) {
    const auto out = (folder / "out").string();
    const config::OnWriteSettings append{{"/bin/sh", "-c", "echo \"$1\" >> " + out, "sh", "{value}"}};
    auto& meter = handler({.handler = config::ValueSettings{text("old")}, .writable = true, .on_write = append},
                          DataType::string);
    EXPECT_TRUE(prepare(meter, text("new")));
    meter.revert(text("new"));
    EXPECT_TRUE(testing::run_until(loop, [&] { return testing::contents(out) == "new\nold\n"; }));
    EXPECT_EQ(read(meter).value(), text("old"));
}

TEST_F(Handlers, AWritableFileIsReplacedWholeAndRestored) {
    testing::write(folder / "set", "20\n");
    ASSERT_EQ(::chmod((folder / "set").c_str(), 0640), 0);
    auto& setpoint = handler({.handler = config::FileSettings{(folder / "set").string(), {}, 0.1}, .writable = true},
                             DataType::floating);
    EXPECT_TRUE(write(setpoint, number(2.5)));
    EXPECT_EQ(testing::contents(folder / "set"), "25\n");
    EXPECT_EQ(read(setpoint).value(), number(2.5));
    struct stat status {};
    ASSERT_EQ(::stat((folder / "set").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0640U);
    EXPECT_TRUE(prepare(setpoint, number(9)));
    EXPECT_EQ(testing::contents(folder / "set"), "90\n");
    setpoint.revert(number(9));
    EXPECT_EQ(testing::contents(folder / "set"), "25\n");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);  // nothing is left beside it
}

TEST_F(Handlers, AFileThatCannotBeWrittenRefusesTheWrite) {
    const auto path = (folder / "no/such/folder").string();
    auto& file = handler({.handler = config::FileSettings{path}, .writable = true}, DataType::string);
    const auto refused = write(file, text("x"));
    EXPECT_EQ(refused.error().code, coap::code::internal_server_error);
    EXPECT_EQ(refused.error().reason, path + ": No such file or directory");
}

TEST_F(Handlers, ExecuteRunsItsProgramWithTheArguments) {
    const auto out = (folder / "out").string();
    const config::ExecuteSettings run{
        {"/bin/sh", "-c", "printf '%s|%s|%s' \"$1\" \"$2\" \"$3\" > " + out, "sh", "{arguments}", "{0}", "{2}"}};
    EXPECT_TRUE(execute(handler({.handler = run}, DataType::none), "0='a b',1,2='x'"));
    EXPECT_EQ(testing::contents(out), "0='a b',1,2='x'|a b|x");
    const config::ExecuteSettings fails{{"/bin/false"}};
    EXPECT_EQ(execute(handler({.handler = fails}, DataType::none), "").error().reason, "/bin/false exited with 1");
}

TEST_F(Handlers, ADelayedExecuteIsAnsweredFirstAndRunsOnce) {
    const auto out = (folder / "out").string();
    const config::ExecuteSettings reboot{{"/bin/sh", "-c", "echo again >> " + out}, 30ms};
    auto& handler_ = handler({.handler = reboot}, DataType::none);
    EXPECT_TRUE(execute(handler_, ""));
    EXPECT_EQ(testing::contents(out), "");
    EXPECT_EQ(execute(handler_, "").error().code, coap::code::service_unavailable);
    EXPECT_TRUE(testing::run_until(loop, [&] { return testing::contents(out) == "again\n"; }));
}

TEST(ExecuteArguments, AreReadByTheirDigit) {  // LwM2M Core 1.1 §6.3.5
    const auto values = execute_arguments("0='a,b',3,9='z'");
    EXPECT_EQ(values[0], "a,b");
    EXPECT_EQ(values[3], "");
    EXPECT_EQ(values[9], "z");
    execute_arguments("=',',");  // not reached after the dispatcher's check; must not misbehave all the same
    execute_arguments("x='");
}

TEST(Placeholder, IsFilledOnceAndNotSearchedAgain) {
    EXPECT_EQ(filled("{value}-{path}-{other}", {{"{value}", "{path}"}, {"{path}", "/1"}}), "{path}-/1-{other}");
}

}  // namespace
}  // namespace agent::daemon
