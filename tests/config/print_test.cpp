#include "config/print.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/yaml_writer.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

Settings load_or_fail(const FakeHost& host, std::string_view text) {
    const auto loaded = host.load_text(text);
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems)) << text;
    return loaded.settings.value_or(Settings{});
}

TEST(Print, ShowsTheDefaultsOfASmallConfiguration) {
    const auto printed = print_config(load_or_fail(FakeHost{}, document("", "")));
    EXPECT_THAT(printed, testing::StartsWith("version: 1\n"
                                             "endpoint: \"urn:imei:{modem.imei}\"\n"
                                             "state_directory: \"/var/lib/lwm2m-agent\"\n"
                                             "modem:\n"
                                             "  device: \"/dev/ttyUSB0\"\n"
                                             "  baud:\n"
                                             "    - 115200\n"
                                             "  sleep: off\n"));
    EXPECT_THAT(printed, testing::HasSubstr("servers:\n"
                                            "  - short_id: 123\n"
                                            "    uri: \"coap://192.0.2.1\"\n"
                                            "    lifetime: 1d\n"));
    EXPECT_THAT(printed, testing::HasSubstr("          9:\n"
                                            "            value: 50\n"
                                            "observe: []\n"));
}

TEST(Print, ReadsBackToTheSame) {
    const FakeHost host;
    for (const auto& text :
         {document("modem",
                   "modem: { device: /dev/serial/by-id/usb-1, baud: [9600, 57600], apn: a.b, sleep: psm, resolve: "
                   "host, queue_limit: 7 }"),
          document("endpoint", R"(endpoint: "{{x}} \\ ä")") +
              "observe: [{ path: /3/0/9, gt: 0.1, pmax: 90s, epmin: 1s, epmax: 1h, con: false, hqmax: 0 }]\n",
          document("servers",
                   "servers: [{ short_id: 7, uri: \"coap://[2001:db8::1]:5700/path?a=b\", lifetime: infinite, "
                   "binding: UQ, version: 1.0, pmin: 2s, pmax: 1d, store_notifications: false }]"),
          document("servers",
                   "servers:\n- { short_id: 1, uri: \"coap://a\", mute_send: true, disable_timeout: 1h, order: 2, "
                   "initial_delay: 3s, block_on_failure: true, bootstrap_on_failure: false, retry: { pause: "
                   "2d, sequences: 3 } }\n- { short_id: 2, uri: \"coap://b\" }\nbootstrap: { uri: "
                   "\"coap://bs\", version: 1.0, hold_off: 5s, most: 2h, silence: 1min, forget_after: 1d }") +
              "observe: []\n",
          document("servers", "bootstrap: { uri: \"coap://bs\" }"),
          document("registration",
                   "registration: { formats: [senml-cbor, tlv], awake: 30s, hold_notifications: true, "
                   "send_format: senml-json }"),
          document("endpoint", "endpoint: a") + "send: [{ paths: [/3, /3/0/9], every: 1h, on_change: true, pmin: 5s, "
                                                "servers: [123] }, { paths: [/3/0], every: 1d }]\n",
          document(
              "objects",
              "objects: [{ id: 3, owner: 123, access: { 123: RWED, default: none }, resources: { 9: { value: 1 } } "
              "}]"),
          document("registration", "registration: { retry: { first: 1500ms, most: 2h, attempts: 9, jitter: 0 } }"),
          document(
              "objects",
              "objects:\n"
              "- { id: 3, resources: { 2: { value: \"tab\\t line\\n del\\x7f\" }, 11: { value: {} }, 13: { clock: "
              "system } } }\n"
              "- { id: 19, resources: { 0: { value: { 3: AAH/, 5: { hex: 00ff } }, writable: true } } }\n"
              "- { id: 9998, create: { most: 3, resources: { 1: { type: string, operations: RW, value: \"{hostname}\" "
              "} } } }\n"
              "- { id: 9997, instances: { 5: { deletable: true, resources: { 1: { type: string, operations: RW, value: "
              "a } } } }, create: { resources: { 1: { value: b } } } }\n"
              "- { id: 9999, name: Own, resources: {\n"
              "    1: { type: boolean, operations: R, value: true },\n"
              "    2: { type: time, operations: R, value: 1700000000 },\n"
              "    3: { type: objlnk, operations: R, value: \"3:0\" },\n"
              "    4: { type: corelnk, operations: R, value: \"</3/0>\" },\n"
              "    5: { type: unsigned, operations: RW, multiple: true, value: { 0: 18446744073709551615 } },\n"
              "    6: { type: float, operations: R, value: -0.25, units: Cel },\n"
              "    7: { type: string, operations: W, on_write: { command: [/bin/x, \"\"], timeout: 250ms } },\n"
              "    8: { operations: E, execute: { command: [/bin/x], delay: 1s } } } }\n"
              "observe: [{ path: /9999/0/1, edge: falling }, { path: /9998/7/1, con: true }]\n")}) {
        const auto printed = print_config(load_or_fail(host, text));
        EXPECT_EQ(print_config(load_or_fail(host, printed)), printed);
    }
}

TEST(Print, WriterMarksWhatIsEmpty) {
    YamlWriter out;
    out.open("map");
    out.close();
    out.open_list("list");
    out.open_item();
    out.close();
    out.open_item();
    out.plain("a", "1");
    out.open("b");
    out.close();
    out.close();
    out.close();
    EXPECT_EQ(std::move(out).take(), "map: {}\nlist:\n  - {}\n  - a: 1\n    b: {}\n");
}

}  // namespace
}  // namespace agent::config
