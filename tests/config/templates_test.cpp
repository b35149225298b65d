#include "config/templates.hpp"

#include <gtest/gtest.h>

#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

const TemplateValues known{.imei = "866425033312290", .hostname = "gw1", .endpoint = "urn:imei:866425033312290"};

std::string why_not(std::string_view text) {
    std::string why;
    EXPECT_FALSE(resolve(text, known, why)) << text;
    return why;
}

TEST(Templates, FillPlaceholdersAndSpellBraces) {
    std::string why;
    EXPECT_EQ(resolve("urn:imei:{modem.imei}", known, why), "urn:imei:866425033312290");
    EXPECT_EQ(resolve("{hostname}-{hostname}", known, why), "gw1-gw1");
    EXPECT_EQ(resolve("{{\"a\": 1}}", known, why), "{\"a\": 1}");
    EXPECT_EQ(resolve("", known, why), "");
    EXPECT_EQ(placeholders("{hostname} {modem.imei} {hostname}", why),
              (std::vector<std::string>{"hostname", "modem.imei"}));
}

TEST(Templates, SayWhatCannotBeFilled) {
    EXPECT_EQ(why_not("{modem.iccid}"), "{modem.iccid} is not known");
    EXPECT_TRUE(why_not("{hostnam}").starts_with("unknown placeholder {hostnam} (did you mean hostname?)"));
    EXPECT_EQ(why_not("a}b"), "a lone }: write }} for the brace itself");
    EXPECT_EQ(why_not("a{b"), "a lone {: write {{ for the brace itself");
    EXPECT_EQ(why_not("{"), "a lone {: write {{ for the brace itself");
}

TEST(Templates, AreFilledEverywhereInTheSettings) {
    FakeHost host;
    const auto loaded = host.load_text(
        "version: 1\n"
        "endpoint: \"urn:imei:{modem.imei}\"\n"
        "modem: { device: /dev/ttyUSB0 }\n"
        "servers: [{ short_id: 1, uri: \"coaps://a\", psk: { identity: \"{endpoint}\", key: { text: secretsecret } } "
        "}]\n"
        "bootstrap: { uri: \"coaps://b\", psk: { identity: \"bs-{endpoint}\", key: { text: secretsecret } } }\n"
        "objects: [{ id: 3, resources: { 1: { value: \"{hostname}\" }, 2: { value: \"{modem.imei}\" } } },\n"
        " { id: 19, create: { resources: { 3: { value: \"of {endpoint}\" } } } }]\n");
    ASSERT_TRUE(loaded.settings);
    auto settings = *loaded.settings;
    EXPECT_EQ(placeholders_of(settings), (std::vector<std::string>{"modem.imei", "endpoint", "hostname"}));

    std::string why;
    ASSERT_TRUE(resolve_templates(settings, {.imei = "866425033312290", .hostname = "gw1"}, why)) << why;
    EXPECT_EQ(settings.endpoint, "urn:imei:866425033312290");
    EXPECT_EQ(settings.servers[0].account.psk->identity, "urn:imei:866425033312290");
    EXPECT_EQ(settings.bootstrap->account.psk->identity, "bs-urn:imei:866425033312290");
    const auto& serial = std::get<ValueSettings>(settings.objects[0].instances[0].resources[1].handler);
    EXPECT_EQ(serial.initial, lwm2m::ResourceValue(lwm2m::Value(std::string("866425033312290"))));
    const auto& described = std::get<ValueSettings>(settings.objects[1].create->resources[0].handler);
    EXPECT_EQ(described.initial, lwm2m::ResourceValue(lwm2m::Value(std::string("of urn:imei:866425033312290"))));
    EXPECT_TRUE(placeholders_of(settings).empty());

    settings = *loaded.settings;
    EXPECT_FALSE(resolve_templates(settings, {.imei = "866425033312290"}, why));
    EXPECT_EQ(why, "/3/0/1: {hostname} is not known");
    settings = *loaded.settings;
    EXPECT_FALSE(resolve_templates(settings, {.hostname = "gw1", .endpoint = "x"}, why));
    EXPECT_EQ(why, "endpoint: {modem.imei} is not known");
}

}  // namespace
}  // namespace agent::config
