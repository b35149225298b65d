// Secrets are read from where they are, and shown nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view key_hex = "c0ffee11deadbeefc0ffee11deadbeef";
const auto key_bytes = from_hex(key_hex).value();

std::string with_key(std::string_view key, std::string_view pin = "{ text: \"90210\" }") {
    return "version: 1\nmodem: { device: /dev/ttyUSB0, sim_pin: " + std::string(pin) +
           " }\nservers: [{ short_id: 1, uri: \"coaps://a\", psk: { identity: gw1, key: " + std::string(key) +
           " } }]\nobjects: [{ id: 3, resources: { 4: { execute: { command: [/bin/true] } }, 11: { value: { 0: 0 } }, "
           "16: { value: U } } }]\n";
}

FakeHost host_with_secrets() {
    FakeHost host;
    host.files["/etc/psk"] = {std::string(key_hex) + "\n", 0600};
    host.files["/etc/psk.text"] = {std::string(as_text(key_bytes)) + "\n", 0640};
    host.files["/etc/psk.raw"] = {std::string(as_text(key_bytes)), 0400};
    host.files["/run/credentials/psk"] = {std::string(key_hex), 0400};
    host.files["/run/credentials/pin"] = {"90210\n", 0400};
    host.variables["CREDENTIALS_DIRECTORY"] = "/run/credentials";
    return host;
}

TEST(Secrets, AreReadFromEveryKindOfSource) {
    const auto host = host_with_secrets();
    for (const std::string& key :
         {"{ hex: \"" + std::string(key_hex) + "\" }", std::string("{ file: /etc/psk }"),
          std::string("{ file: /etc/psk.text, format: text }"), std::string("{ file: /etc/psk.raw, format: raw }"),
          std::string("{ credential: psk }")}) {
        const auto loaded = host.load_text(with_key(key, "{ credential: pin }"));
        ASSERT_TRUE(loaded.settings) << key << ": " << testing::PrintToString(texts(loaded.problems));
        EXPECT_EQ(loaded.settings->servers[0].account.psk->key, key_bytes) << key;
        EXPECT_EQ(loaded.settings->modem.sim_pin, "90210") << key;
        EXPECT_THAT(loaded.warnings, testing::IsEmpty());
    }
    const auto text = host.load_text(with_key("{ text: \"a passphrase\" }"));
    ASSERT_TRUE(text.settings);
    EXPECT_EQ(text.settings->servers[0].account.psk->key, to_bytes("a passphrase"));
}

TEST(Secrets, NeedNotBeThereToCheckAConfiguration) {
    const FakeHost nobody;
    const auto text = with_key("{ credential: psk }", "{ credential: pin }");
    EXPECT_FALSE(nobody.load_text(text, Purpose::run).settings);
    const auto checked = nobody.load_text(text, Purpose::check);
    EXPECT_TRUE(checked.settings);
    EXPECT_THAT(
        texts(checked.warnings),
        ElementsAre("agent.yaml:2:55: modem.sim_pin.credential: not checked: only the service has the credential pin",
                    "agent.yaml:3:85: servers[0].psk.key.credential: not checked: only the service has the "
                    "credential psk"));
}

TEST(Secrets, AreRefusedWhereEverybodyMayReadThem) {
    auto host = host_with_secrets();
    host.files["/etc/psk"].mode = 0604;
    host.files["/run/credentials/pin"].mode = 0644;
    const auto loaded = host.load_text(with_key("{ file: /etc/psk }", "{ credential: pin }"));
    EXPECT_THAT(texts(loaded.problems),
                ElementsAre("agent.yaml:2:55: modem.sim_pin.credential: /run/credentials/pin has mode 0644, which lets "
                            "everybody at the secret: chmod o= /run/credentials/pin",
                            "agent.yaml:3:79: servers[0].psk.key.file: /etc/psk has mode 0604, which lets everybody at "
                            "the secret: chmod o= /etc/psk"));
}

TEST(Secrets, InAFileForEverybodyAreRefused) {
    auto host = host_with_secrets();
    host.files["agent.yaml"] = {with_key("{ text: \"a passphrase\" }"), 0644};
    const auto open = load("agent.yaml", host.environment());
    EXPECT_THAT(
        texts(open.problems),
        ElementsAre(
            HasSubstr("modem.sim_pin.text: a secret in a file of mode 0644, which lets everybody at it: chmod o= "
                      "agent.yaml"),
            HasSubstr("servers[0].psk.key.text: a secret in a file of mode 0644, which lets everybody at it")));
    host.files["agent.yaml"].mode = 0640;
    const auto closed = load("agent.yaml", host.environment());
    EXPECT_TRUE(closed.settings);
    EXPECT_THAT(texts(closed.warnings), testing::IsEmpty());
}

TEST(Secrets, InADropInForEverybodyAreRefusedAsWell) {
    auto host = host_with_secrets();
    host.files["agent.yaml"] = {with_key("{ credential: psk }", "{ credential: pin }"), 0644};
    host.files["agent.d/10.yaml"] = {"variables: { key: \"" + std::string(key_hex) + "\" }\n", 0640};
    host.files["agent.d/20.yaml"] = {"servers: { 1: { psk: { key: { credential: ~, hex: \"{var.key}\" } } } }\n", 0644};
    const auto closed = load("agent.yaml", host.environment());
    ASSERT_TRUE(closed.settings) << testing::PrintToString(texts(closed.problems));
    EXPECT_EQ(closed.settings->servers[0].account.psk->key, key_bytes);
    host.files["agent.d/10.yaml"].mode = 0604;
    EXPECT_THAT(texts(load("agent.yaml", host.environment()).problems),
                ElementsAre("agent.d/10.yaml:1:19: servers[0].psk.key.hex: a secret in a file of mode 0604, which lets "
                            "everybody at it: chmod o= agent.d/10.yaml"));
}

TEST(Secrets, AreMaskedWhenPrinted) {
    const auto host = host_with_secrets();
    for (const std::string& key :
         {"{ hex: \"" + std::string(key_hex) + "\" }", std::string("{ text: c0ffee11deadbeef }"),
          std::string("{ file: /etc/psk }"), std::string("{ credential: psk }")}) {
        const auto printed = print_config(host.load_text(with_key(key)).settings.value());
        EXPECT_THAT(printed, Not(HasSubstr("c0ffee")));
        EXPECT_THAT(printed, Not(HasSubstr("C0FFEE")));
        EXPECT_THAT(printed, Not(HasSubstr("90210")));
        auto text = with_key(key);
        text.replace(text.find("servers: [{ short_id: 1,"), 24, "bootstrap: {");
        text.replace(text.find("}]\nobjects"), 2, "}");
        const auto bootstrap = print_config(host.load_text(text).settings.value());
        EXPECT_THAT(bootstrap,
                    HasSubstr("bootstrap:\n  uri: \"coaps://a\"\n  psk:\n    identity: \"gw1\"\n    key:\n"));
        EXPECT_THAT(bootstrap, Not(HasSubstr("c0ffee")));
        EXPECT_THAT(bootstrap, Not(HasSubstr("C0FFEE")));
    }
}

TEST(Secrets, AreNotRepeatedInProblems) {
    auto host = host_with_secrets();
    host.files["/etc/bad"] = {"c0ffee, but no hexadecimal", 0600};
    for (const auto* key :
         {"c0ffee", "\"c0ffee\"", "[c0ffee]", "{ c0ffee }", "{ c0ffee: 1 }", "{ c0ffee, c0ffee }", "{ hex: c0ffee1 }",
          "{ hexx: c0ffee }", "{ hex: [c0ffee] }", "{ hex: { c0ffee: 1 } }", "{ text: [c0ffee] }", "{ file: /etc/bad }",
          "{ hex: c0ffee, text: c0ffee }", "{ hex: c0ffee, hex: c0ffee }", "{ text: c0ffee, format: text }"}) {
        for (const std::string pin :
             {"c0ffee", "{ text: c0ffee }", "{ c0ffee: x }", "{ file: /etc/bad }", "[c0ffee]"}) {
            const auto loaded = host.load_text(with_key(key, pin));
            EXPECT_FALSE(loaded.settings);
            for (const auto& line : texts(loaded.problems)) EXPECT_THAT(line, Not(HasSubstr("c0ffee"))) << key;
            for (const auto& line : texts(loaded.warnings)) EXPECT_THAT(line, Not(HasSubstr("c0ffee"))) << key;
        }
    }
}

}  // namespace
}  // namespace agent::config
