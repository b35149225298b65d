// Filled objects on a real loop: a scripted module, and a folder that stands for the gateway's root.
#include <gmock/gmock.h>

#include "config/fill.hpp"
#include "daemon/handlers/on_write.hpp"
#include "modem/at/errors.hpp"
#include "tests/daemon/handlers_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::Value;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class Filled : public testing::Handlers {
protected:
    Filled() { context.filler = &filler; }

    void build(lwm2m::Id object) {
        const config::FillSettings fill;
        objects.clear();
        objects.push_back({.definition = *lwm2m::core_definition(object), .fill = fill});
        auto& instance = objects.back().instances.emplace_back();
        for (auto& resource : config::filled_resources(object, fill))
            if (objects.back().definition.find(resource.id) != nullptr)
                instance.resources.push_back(std::move(resource));
        tree.emplace();
        build_tree(objects, context, *tree);
        tree->on_change([this](const auto&) { ++changes; });
    }
    lwm2m::ResourceHandler& at(lwm2m::Id object, lwm2m::Id resource) {
        return *tree->find_resource({object, 0, resource})->handler;
    }
    std::string value(lwm2m::Id object, lwm2m::Id resource) {
        const auto got = read(at(object, resource));
        return got ? text_of(*got) : got.error().code.text();
    }
    void file(const std::string& path, std::string_view content) {
        std::filesystem::create_directories((folder / path).parent_path());
        testing::write(folder / path, content);
    }

    std::map<std::string, Result<modem::at::Reply>> module{
        {"+CESQ", modem::at::Reply{{"+CESQ: 99,99,255,255,26,41"}}},
        {"+QENG=0", modem::at::Reply{{R"(+QENG: 0,3554,0,71,"0000ABCD",-100,-7,-77,12,8,"00A1",1,0,2)"}}},
        {"+CGPADDR", modem::at::Reply{{R"(+CGPADDR: 0,"10.65.33.151","2001:db8::7")"}}},
        {"+QCGDEFCONT?", modem::at::Reply{{R"(+QCGDEFCONT: "IP","iot.example.net")"}}},
        {"+COPS?", modem::at::Reply{{R"(+COPS: 0,2,"26201",9)"}}},
        {"+CEREG?", modem::at::Reply{{R"(+CEREG: 2,1,"00B2","0000BCDE",9)"}}},
        {"+CPSMS?", modem::at::Reply{{R"(+CPSMS: 1,,,"00100001","00000101")"}}},
        {"+CEDRXS?", modem::at::Reply{{R"(+CEDRXS: 5,"0101")"}}},
        {"+CBC", modem::at::Reply{{"+CBC: 3470"}}},
    };
    modem::module::Identity identity{.imei = "866425033312290", .manufacturer = "Quectel_Ltd", .model = "BC660K-GL"};
    Duration period{0};
    Filler filler{{.loop = loop,
                   .execute_at =
                       [this](const modem::at::Command& command, auto done) {
                           at_commands.push_back(command.text());
                           const auto found = module.find(command.text());
                           const auto reply = found == module.end()
                                                  ? Result<modem::at::Reply>(modem::at::Error::command_failed)
                                                  : found->second;
                           loop.post([done, reply] { done(reply); });
                       },
                   .clock = [this] { return wall_clock; },
                   .identity = [this]() -> const modem::module::Identity& { return identity; },
                   .collection_period = [this] { return period; },
                   .root = folder.path().string(),
                   .version = "1.2.3"}};
};

TEST_F(Filled, ConnectivityCostsEachCommandOnce) {
    build(4);
    std::map<lwm2m::Id, std::string> values;
    std::size_t answers = 0;
    auto resources = tree->find(4)->find(0)->resources();
    for (auto& resource : resources)
        resource.handler->read([&, id = resource.definition->id](const auto& got) {
            ++answers;
            values[id] = got ? text_of(*got) : got.error().reason;
        });
    ASSERT_TRUE(testing::run_until(loop, [&] { return answers == resources.size(); }));
    const std::map<lwm2m::Id, std::string> expected{{0, "7"},
                                                    {1, "0=7"},
                                                    {2, "-100"},
                                                    {3, "-7"},
                                                    {4, "0=10.65.33.151,1=2001:db8::7"},
                                                    {7, "0=iot.example.net"},
                                                    {8, "43981"},
                                                    {9, "1"},
                                                    {10, "262"},
                                                    {11, "12"},
                                                    {12, "161"}};
    EXPECT_EQ(values, expected);
    EXPECT_THAT(at_commands, UnorderedElementsAre("+CESQ", "+CGPADDR", "+QCGDEFCONT?", "+QENG=0", "+COPS?"));
    EXPECT_EQ(value(4, 2), "-100");
    EXPECT_EQ(at_commands.size(), 5u) << "it is fresh";
}

TEST_F(Filled, TheRegistrationKnowsTheCellWhereTheEngineeringCommandDoesNot) {
    module.erase("+QENG=0");
    build(4);
    EXPECT_EQ(value(4, 8), "48350");
    EXPECT_EQ(value(4, 12), "178");
    EXPECT_EQ(value(4, 11), "5.00");
}

TEST_F(Filled, WithoutNetworkThereIsNoValueAndNoWarning) {
    module["+CESQ"] = modem::at::Reply{{"+CESQ: 99,99,255,255,255,255"}};
    module["+CGPADDR"] = modem::at::Reply{{"+CGPADDR: 0"}};
    module["+COPS?"] = modem::at::Reply{{"+COPS: 0"}};
    build(4);
    EXPECT_EQ(value(4, 2), "4.04");
    EXPECT_EQ(value(4, 4), "4.04");
    EXPECT_EQ(value(4, 9), "4.04");
    EXPECT_EQ(lines.all.find("source_failed"), std::string::npos) << lines.all;
}

TEST_F(Filled, AnOperatorByNameIsAskedForItsNumbers) {
    module["+COPS?"] = modem::at::Reply{{R"(+COPS: 0,0,"Telekom.de",9)"}};
    module["+COPS=3,2"] = modem::at::Reply{};
    build(4);
    EXPECT_EQ(value(4, 10), "4.04");
    EXPECT_THAT(at_commands, ElementsAre("+COPS?", "+COPS=3,2", "+COPS?"));
}

TEST_F(Filled, CellularConnectivityIsPowerSaving) {
    build(10);
    EXPECT_EQ(value(10, 4), "3600");
    EXPECT_EQ(value(10, 5), "10");
    EXPECT_EQ(read(at(10, 9)).value(), lwm2m::ResourceValue(Value(Bytes{0x05})));
    EXPECT_EQ(value(10, 11), "");
    EXPECT_EQ(value(10, 12), "3");
    EXPECT_EQ(value(10, 13), "3");
    EXPECT_THAT(at_commands, ElementsAre("+CPSMS?", "+CEDRXS?"));
}

TEST_F(Filled, PowerSavingThatIsOffHasNoTimers) {
    module["+CPSMS?"] = modem::at::Reply{{R"(+CPSMS: 0,,,"00100001","00000101")"}};
    module["+CEDRXS?"] = modem::at::Reply{{R"(+CEDRXS: 5,"0000")"}};
    build(10);
    EXPECT_EQ(value(10, 4), "4.04");
    EXPECT_EQ(value(10, 9), "4.04");
    EXPECT_EQ(value(10, 13), "0");
}

TEST_F(Filled, TheDeviceIsTheGatewayAndTheModuleWhereTheGatewayIsSilent) {
    build(3);
    EXPECT_EQ(value(3, 0), "Quectel_Ltd");
    EXPECT_EQ(value(3, 1), "BC660K-GL");
    EXPECT_EQ(value(3, 2), "866425033312290");
    EXPECT_EQ(value(3, 18), "4.04");
    file("sys/class/dmi/id/sys_vendor", "Acme\n");
    file("sys/class/dmi/id/product_serial", "SN1\n");
    EXPECT_EQ(value(3, 0), "Acme");
    EXPECT_EQ(value(3, 2), "SN1");
    EXPECT_EQ(value(3, 19), "lwm2m-agent 1.2.3");
    EXPECT_EQ(value(3, 16), "U");
}

TEST_F(Filled, TheDeviceSaysItsPower) {
    build(3);
    EXPECT_EQ(value(3, 6), "0=0");
    EXPECT_EQ(value(3, 7), "0=3470");
    EXPECT_EQ(value(3, 9), "4.04");
    EXPECT_EQ(value(3, 20), "5");
    file("sys/class/power_supply/BAT0/type", "Battery\n");
    file("sys/class/power_supply/BAT0/capacity", "87\n");
    file("sys/class/power_supply/BAT0/status", "Charging\n");
    build(3);
    EXPECT_EQ(value(3, 6), "0=0,1=1");
    EXPECT_EQ(value(3, 9), "87");
    EXPECT_EQ(value(3, 20), "1");
}

TEST_F(Filled, ErrorCodesComeAndAreReset) {
    file("proc/meminfo", "MemAvailable: 900000 kB\n");
    build(3);
    EXPECT_EQ(value(3, 11), "0=0");
    module["+CESQ"] = modem::at::Reply{{"+CESQ: 99,99,255,255,26,15"}};  // -126 dBm
    file("proc/meminfo", "MemAvailable: 100 kB\n");
    build(3);
    loop.timers().advance(loop.timers().now() + ModuleReplies::shared_for);
    EXPECT_EQ(value(3, 11), "0=5,1=4");
    EXPECT_TRUE(execute(at(3, 12), ""));
    EXPECT_EQ(text_of(*at(3, 11).cached()), "0=0");
}

TEST_F(Filled, ASourceThatFailsIsAPeripheralMalfunction) {
    const auto path = (folder / "sensor").string();
    auto& sensor = handler({.handler = config::FileSettings{path}}, lwm2m::DataType::integer);
    EXPECT_FALSE(read(sensor));
    EXPECT_EQ(text_of(filler.errors().values()), "0=8");
    testing::write(path, "21\n");
    EXPECT_TRUE(read(sensor));
    EXPECT_EQ(text_of(filler.errors().values()), "0=0");
}

TEST_F(Filled, StatisticsAreStartedAndStoppedByTheServer) {
    build(7);
    filler.statistics().sent(3000, filler.now());
    EXPECT_EQ(value(7, 2), "0");
    EXPECT_TRUE(write(at(7, 8), Value(std::int64_t{3600})));
    EXPECT_EQ(collection_period(*tree), Duration(1h));
    EXPECT_TRUE(execute(at(7, 6), ""));
    filler.statistics().sent(3000, filler.now());
    filler.statistics().received(1000, filler.now());
    EXPECT_TRUE(execute(at(7, 7), ""));
    filler.statistics().received(1000, filler.now());
    build(7);
    EXPECT_EQ(value(7, 2), "3");
    EXPECT_EQ(value(7, 3), "1");
    EXPECT_EQ(value(7, 4), "3000");
    EXPECT_EQ(value(7, 5), "2000");
}

TEST_F(Filled, ApplicationDataIsKept) {
    build(19);
    EXPECT_TRUE(write(at(19, 0), lwm2m::InstanceValues{{0, Value(Bytes{1, 2})}, {7, Value(Bytes{3})}}));
    EXPECT_TRUE(at(19, 0).persistent());
    EXPECT_EQ(value(19, 1), "4.04");
    EXPECT_TRUE(write(at(19, 1), Value(std::int64_t{5})));
    EXPECT_EQ(value(19, 1), "5");
}

TEST_F(Filled, AnAnswerThatComesTooLateHitsNobody) {
    build(4);
    at(4, 8).read([](const auto&) { FAIL() << "the handler is gone"; });
    build(3);
    at(3, 11).read([](const auto&) { FAIL() << "the handler is gone"; });
    tree.reset();
    bool later = false;
    loop.timers().after(10ms, [&] { later = true; });
    EXPECT_TRUE(testing::run_until(loop, [&] { return later; }));
}

}  // namespace
}  // namespace agent::daemon
