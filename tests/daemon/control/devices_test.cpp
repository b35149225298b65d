// The commands about the objects of devices behind the gateway.
#include "tests/daemon/control/executor_fixture.hpp"

namespace agent::daemon::control::testing {
namespace {

using lwm2m::Value;

class DeviceCommands : public ExecutorTest {
protected:
    DeviceCommands() {
        auto& object = subject.tree.add(*lwm2m::core_definition(3), *lwm2m::DevicePrefix::parse("d0"));
        subject.tree.add_resource(object.path() / 0, *object.definition().find(9),
                                  std::make_unique<lwm2m::ResourceHandler>());
        subject.values[9] = Value(std::int64_t{50});
    }
};

TEST_F(DeviceCommands, ReadAndCreateBelowThePrefix) {
    EXPECT_EQ(
        ask(R"({"command":"read","path":"/d0/3/0/9"})"),
        R"({"ok":true,"values":[{"path":"/d0/3/0/9","name":"Battery Level","units":"%","type":"Integer","value":50}]})");
    EXPECT_EQ(subject.did.back(), "read /d0/3/0/9");
    EXPECT_EQ(ask(R"({"command":"create","path":"/d0/3/2"})"), R"({"ok":true,"path":"/d0/3/2"})");
    EXPECT_EQ(subject.did.back(), "create /d0/3/2");
}

TEST_F(DeviceCommands, ListTheObjectsWithThePrefix) {
    const auto all = ask(R"({"command":"objects"})");
    EXPECT_NE(all.find(R"("path":"/d0/3/0/9")"), std::string::npos) << all;
    EXPECT_NE(all.find(R"("path":"/3/0/9")"), std::string::npos) << all;
    EXPECT_EQ(ask(R"({"command":"objects","path":"/d0/3"})").find(R"("path":"/3)"), std::string::npos);
    EXPECT_EQ(ask(R"({"command":"objects","path":"/3"})").find("d0"), std::string::npos);
}

TEST_F(DeviceCommands, SayWhatIsNotThere) {
    EXPECT_EQ(
        ask(R"({"command":"read","path":"/d7/3/0/9"})"),
        R"({"ok":false,"error":{"kind":"not_found","message":"there is no device with the prefix d7",)"
        R"("where":{"text":"/d7/3/0/9","from":1,"length":2},)"
        R"("help":"the devices behind the gateway are written in its configuration, in gateway:","code":"4.04"}})");
    EXPECT_EQ(ask(R"({"command":"read","path":"/d0/19"})"),
              R"({"ok":false,"error":{"kind":"not_found","message":"there is no object 19",)"
              R"("where":{"text":"/d0/19","from":4,"length":2},)"
              R"("help":"there are 3; what the device has is written in its configuration","code":"4.04"}})");
}

}  // namespace
}  // namespace agent::daemon::control::testing
