// What is said of mistakes in firmware: of object 5, and what becomes of a correct one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"
#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

TEST(FirmwareProblems, AreToldWithPlaceAndRemedy) {
    expect_problems({
        {.name = "nobody installs",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { version: { value: 1 } } }]",
         .problems = {"4:30: objects[0].firmware.install: is missing: { command: [PROGRAM, \"{file}\"] }"}},
        {.name = "nobody tells how it went",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { install: { command: [/bin/x, \"{file}\"] } } }]",
         .problems =
             {"4:32: objects[0].firmware.install: nothing tells after a restart whether it worked: add confirm, "
              "or version beside it"}},
        {.name = "a version that never changes",
         .key = "objects",
         .text =
             "objects: [{ id: 5, firmware: { install: { command: [/bin/x, \"{file}\"] }, version: { value: \"1\" } } "
             "}]",
         .problems = {"4:74: objects[0].firmware.version: a value never changes, so install needs its own confirm"}},
        {.name = "programs that get no package",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { verify: { command: [/bin/v] }, install: { command: [x, \"{file}\"], "
                 "confirm: { timeout: 1s } } } }]",
         .problems = {"4:51: objects[0].firmware.verify.command: no argument holds {file}, the path of the package",
                      "4:84: objects[0].firmware.install.command[0]: \"x\" is not an absolute path",
                      "4:107: objects[0].firmware.install.confirm.command: is missing"}},
        {.name = "numbers, protocols and words",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { package: { max_size: 0B }, verify: { command: [/v, \"{file}\"], "
                 "unsupported: 0 }, install: { command: [/i, \"{file}\"], confirm: { command: [/c] } }, pull: [coap, "
                 "coap], instal: 1 } }]",
         .problems = {"4:53: objects[0].firmware.package.max_size: 0B is outside 1B..4294967295B",
                      "4:107: objects[0].firmware.verify.unsupported: 0 is outside 1..125",
                      "4:191: objects[0].firmware.pull[1]: coap is listed twice",
                      "4:198: objects[0].firmware.instal: unknown key (did you mean install?)"}},
        {.name = "no way in",
         .key = "objects",
         .text =
             "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"], confirm: { command: [/c] } }, push: "
             "false } }]",
         .problems = {"4:98: objects[0].firmware.push: without push and pull no package ever comes"}},
        {.name = "beside resources",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"], confirm: { command: [/c] } } }, "
                 "resources: { 6: { value: x } } }]",
         .problems = {"4:100: objects[0].resources: stands beside firmware, which makes the object's resources"}},
        {.name = "beside fill",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"], confirm: { command: [/c] } } }, "
                 "fill: auto, leave_out: [6] }]",
         .problems = {"4:100: objects[0].fill: stands beside firmware, which makes the object's resources",
                      "4:112: objects[0].leave_out: stands beside firmware, which makes the object's resources"}},
        {.name = "of another object",
         .key = "objects",
         .text =
             "objects: [{ id: 3, firmware: { install: { command: [/i, \"{file}\"], confirm: { command: [/c] } } } }]",
         .problems = {"4:20: objects[0].firmware: belongs to object 5, Firmware Update"}},
        {.name = "keys of no host, of one host twice, and without a key",
         .key = "objects",
         .text = "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"], confirm: { command: [/c] } }, "
                 "keys: [{ host: \"a/b\", psk: { key: { hex: \"0011223344556677\" } } }, "
                 "{ host: h, psk: { key: { hex: \"0011223344556677\" } } }, "
                 "{ host: h, psk: { key: { hex: \"0011223344556677\" } } }, { host: i, psk: {} }, {}] } }]",
         .problems = {"4:113: objects[0].firmware.keys[0].host: \"a/b\" is no name or address of a host",
                      "4:229: objects[0].firmware.keys[2].host: h is listed twice",
                      "4:293: objects[0].firmware.keys[3].psk.key: is missing",
                      "4:299: objects[0].firmware.keys[4].host: is missing",
                      "4:299: objects[0].firmware.keys[4].psk: is missing"}},
        {.name = "a version that is executed",
         .key = "objects",
         .text =
             "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"] }, version: { execute: { command: "
             "[/bin/x] } }, name: {} } }]",
         .problems = {"4:79: objects[0].firmware.version: is read, not executed",
                      "4:121: objects[0].firmware.name: is empty: a value, file or command belongs here"}},
    });
}

TEST(Firmware, IsReadWithItsDefaults) {
    const FakeHost host;
    const auto loaded = host.load_text(document(
        "objects",
        "objects: [{ id: 5, firmware: { install: { command: [/i, \"{file}\"] }, version: { file: { path: /v } }, pull: "
        "[https, coap] } }]\nobserve: [{ path: /5/0/3, pmin: 1s }]"));
    ASSERT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    const auto& object = loaded.settings->objects.front();
    ASSERT_TRUE(object.firmware);
    const auto& firmware = *object.firmware;
    EXPECT_EQ(firmware.max_size, 64U * 1024 * 1024);
    EXPECT_TRUE(firmware.push);
    EXPECT_EQ(firmware.pull, (std::vector{lwm2m::firmware::Protocol::coap, lwm2m::firmware::Protocol::https}));
    EXPECT_EQ(firmware.install.argv, (Argv{"/i", "{file}"}));
    EXPECT_EQ(firmware.install.delay, Duration(5s));
    EXPECT_EQ(firmware.install.timeout, Duration(30min));
    EXPECT_FALSE(firmware.verify);
    std::vector<lwm2m::Id> ids;
    for (const auto& resource : object.instances.front().resources) ids.push_back(resource.id);
    EXPECT_EQ(ids, (std::vector<lwm2m::Id>{0, 1, 2, 3, 5, 7, 8, 9}));
    const auto& protocols = std::get<ValueSettings>(object.instances.front().resources[6].handler).initial;
    EXPECT_EQ(protocols, lwm2m::ResourceValue(lwm2m::InstanceValues{{0, std::int64_t{0}}, {1, std::int64_t{3}}}));
    const auto& delivery = std::get<ValueSettings>(object.instances.front().resources[7].handler).initial;
    EXPECT_EQ(delivery, lwm2m::ResourceValue(lwm2m::Value(std::int64_t{2})));
}

TEST(Firmware, IsPrintedAndReadBackToTheSame) {
    FakeHost host;
    host.files["/k"] = {"not in hexadecimal", 0600};
    for (const auto* firmware :
         {"install: { command: [/i, \"{file}\"] }, version: { command: { argv: [/v] } }",
          "package: { max_size: 3MiB }, verify: { command: [/v, \"{file}\"], timeout: 7s, unsupported: 3 }, install: { "
          "command: [/i, \"x={file}\"], delay: 0s, timeout: 1h, confirm: { command: [/c], timeout: 2s } }, name: { "
          "value: \"{hostname}\" }, version: { file: { path: /v, match: \"v(.*)\" } }, push: false, pull: [coaps, "
          "http], "
          "retry: { first: 1s, most: 2s, attempts: 3, jitter: 0 }, keys: [{ host: fw.example.net, psk: { identity: "
          "\"{endpoint}\", key: { file: /k, format: raw } } }], ca: /etc/ca.pem"}) {
        const auto text = document("objects", "objects: [{ id: 5, firmware: { " + std::string(firmware) + " } }]");
        const auto loaded = host.load_text(text);
        ASSERT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
        const auto printed = print_config(*loaded.settings);
        const auto again = host.load_text(printed);
        ASSERT_TRUE(again.settings) << testing::PrintToString(texts(again.problems)) << printed;
        EXPECT_EQ(print_config(*again.settings), printed);
        EXPECT_THAT(printed, testing::HasSubstr("    firmware:\n      package:\n"));
        EXPECT_THAT(printed, testing::Not(testing::HasSubstr("hexadecimal")));
    }
}

}  // namespace
}  // namespace agent::config
