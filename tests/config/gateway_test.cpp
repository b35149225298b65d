// The devices behind the gateway: instances of object 25, and objects below their prefixes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "config/templates.hpp"
#include "tests/config/fake_host.hpp"
#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

Settings load_or_fail(std::string_view text) {
    const auto loaded = FakeHost{}.load_text(text);
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems)) << text;
    return loaded.settings.value_or(Settings{});
}

TEST(Gateway, ShowsItsDevicesAsInstancesOfObject25) {
    const auto settings = load_or_fail(
        document("objects", "objects: [{ id: 3, resources: { 9: { value: 50 } } }, { id: 19, fill: auto }]") +
        "gateway: { devices: [{ id: meter-7, objects: [/19/0] }, { id: pump, prefix: pump1, objects: [/19, /3/0] }] "
        "}\n");
    const auto& object = settings.objects.back();
    EXPECT_EQ(object.definition.id, 25);
    ASSERT_EQ(object.instances.size(), 2u);
    const auto value = [&](std::size_t instance, std::size_t resource) {
        const auto& handler = std::get<ValueSettings>(object.instances.at(instance).resources.at(resource).handler);
        return lwm2m::to_text(std::get<lwm2m::Value>(handler.initial.value()));
    };
    EXPECT_EQ(value(0, 0), "meter-7");
    EXPECT_EQ(value(0, 1), "d0");
    EXPECT_EQ(value(0, 2), "</19/0>");
    EXPECT_EQ(value(1, 1), "pump1");
    EXPECT_EQ(value(1, 2), "</19>,</3/0>");
}

TEST(Gateway, SaysWhatIsWrong) {
    expect_problems({
        {.name = "devices",
         .key = "gateway",
         .text = R"(gateway:
  devices:
    - { prefix: a/b, objects: [/3/0] }
    - { id: x, prefix: 33, objects: [/9] }
    - { id: y, prefix: d, objects: [/3/0/9, /3/0, /3/0] }
    - { id: z, prefix: d })",
         .problems = {"7:7: gateway.devices[0].id: is missing",
                      "7:17: gateway.devices[0].prefix: \"a/b\" cannot begin a path: 1 to 10 letters, digits, - and _, "
                      "and not digits alone",
                      "8:24: gateway.devices[1].prefix: \"33\" cannot begin a path: 1 to 10 letters, digits, - and _, "
                      "and not digits alone",
                      "8:38: gateway.devices[1].objects[0]: /9 is not among the objects",
                      "9:37: gateway.devices[2].objects[0]: \"/3/0/9\" is no path of an object or an instance: /3303/7",
                      "9:51: gateway.devices[2].objects[2]: /3/0 is listed already",
                      "10:7: gateway.devices[3].objects: is missing: its objects, or the paths of those of the gateway "
                      "that are "
                      "its own",
                      "10:24: gateway.devices[3].prefix: \"d\" is another device's prefix"}},
    });
    expect_problems({
        {.name = "objects of a device",
         .key = "gateway",
         .text = R"(gateway:
  devices:
    - id: x
      prefix: longer-than
      objects: [/3/0]
    - id: y
      objects:
        - { id: 3, fill: auto }
        - { id: 3, resources: { 0: { value: Acme } } }
        - /3/0
        - { id: 3303, owner: 123, access: { default: R }, resources: { 5700: { type: float, operations: R, valu: 1 } } }
        - { id: 1, resources: { 0: { value: 1 } } }
        - { id: 3, resources: { 9: { fill: auto } } })",
         .problems =
             {"8:15: gateway.devices[0].prefix: \"longer-than\" cannot begin a path: 1 to 10 letters, digits, - "
              "and _, and not digits alone",
              "12:20: gateway.devices[1].objects[0].fill: is for the objects of the gateway itself",
              "14:11: gateway.devices[1].objects[2]: stands beside objects of the device's own, which have its "
              "prefix",
              "15:23: gateway.devices[1].objects[3].owner: is for the objects of the gateway itself",
              "15:35: gateway.devices[1].objects[3].access: is for the objects of the gateway itself",
              "15:108: gateway.devices[1].objects[3].resources.5700.valu: unknown key (did you mean value?)",
              "16:17: gateway.devices[1].objects[4].id: object 1 (Server) is made from servers:",
              "17:17: gateway.devices[1].objects[5].id: object 3 is listed already: give it instances:",
              "17:44: gateway.devices[1].objects[5].resources.9.fill: is for the objects of the gateway itself"}},
    });
}

TEST(Gateway, HasObjectsOfItsDevicesBelowTheirPrefix) {
    const auto text = document("objects", "objects: [{ id: 3, resources: { 9: { value: 50 } } }]") + R"(gateway:
  devices:
    - id: meter-7
      prefix: m
      objects:
        - { id: 3303, instances: { 4: { resources: { 5700: { type: float, operations: R, value: 1.5 } } } } }
        - { id: 3, resources: { 2: { value: "{hostname}-7" }, 9: { file: { path: /run/m/battery } } } }
    - { id: pump, objects: [/3/0] }
)" + "observe: [{ path: /m/3303/4/5700, pmin: 5s }]\nsend: [{ paths: [/m/3/0/9, /3/0/9], every: 1h }]\n";
    auto settings = load_or_fail(text);
    ASSERT_EQ(settings.gateway.size(), 2u);
    const auto& device = settings.gateway.front();
    EXPECT_EQ(device.prefix.text(), "m");
    ASSERT_EQ(device.objects.size(), 2u);
    EXPECT_EQ(device.objects[0].path().text(), "/m/3");
    EXPECT_EQ(device.objects[1].path().text(), "/m/3303");
    EXPECT_EQ(device.objects[1].instances.front().id, 4);
    EXPECT_EQ(settings.observe.front().path.text(), "/m/3303/4/5700");
    EXPECT_EQ(settings.send.front().paths.front().text(), "/m/3/0/9");
    EXPECT_EQ(settings.objects.size(), 2u);  // 3 and 25
    const auto& listing = settings.objects.back().instances.at(0).resources.at(2).handler;
    EXPECT_EQ(std::get<DeviceObjectsSettings>(listing).device, device.prefix);
    EXPECT_TRUE(std::holds_alternative<ValueSettings>(settings.objects.back().instances.at(1).resources.at(2).handler));

    EXPECT_THAT(placeholders_of(settings), ::testing::Contains("hostname"));
    std::string why;
    ASSERT_TRUE(resolve_templates(settings, {.imei = "1", .hostname = "gw"}, why)) << why;
    const auto& serial = settings.gateway.front().objects[0].instances.front().resources.front().handler;
    EXPECT_EQ(std::get<ValueSettings>(serial).initial, lwm2m::ResourceValue(lwm2m::Value(std::string("gw-7"))));

    const auto printed = print_config(load_or_fail(text));
    EXPECT_EQ(print_config(load_or_fail(printed)), printed);
    EXPECT_THAT(printed, ::testing::HasSubstr("value: \"{hostname}-7\""));
}

TEST(Gateway, TellsWhichPathsOfADeviceAreNotThere) {
    expect_problems({
        {.name = "observe and send",
         .key = "observe",
         .text = R"(gateway: { devices: [{ id: x, prefix: m, objects: [{ id: 3, resources: { 9: { value: 5 } } }] }] }
observe: [{ path: /m/3/0/9 }, { path: /m/3/0/8 }, { path: /n/3/0/9 }]
send: [{ paths: [/m/4], every: 1h }])",
         .problems = {"6:39: observe[1].path: /m/3/0/8 is not among the objects",
                      "6:59: observe[2].path: /n/3/0/9 is not among the objects",
                      "7:18: send[0].paths[0]: /m/4 is not among the objects"}},
    });
}

}  // namespace
}  // namespace agent::config
