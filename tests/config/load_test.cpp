#include "config/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

using testing::ElementsAre;

Settings load_or_fail(const std::string& text, const FakeHost& host = {}) {
    const auto loaded = host.load_text(text);
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    return loaded.settings.value_or(Settings{});
}

const ResourceSettings& resource(const Settings& settings, std::size_t object, std::size_t index) {
    return settings.objects.at(object).instances.at(0).resources.at(index);
}

TEST(Load, NamesAFileThatCannotBeRead) {
    const FakeHost host;
    EXPECT_THAT(texts(load("/etc/agent.yaml", host.environment()).problems),
                ElementsAre("/etc/agent.yaml: No such file or directory"));
}

TEST(Load, TakesTheStateDirectoryFromTheServiceManager) {
    FakeHost host;
    EXPECT_EQ(load_or_fail(document("", ""), host).state_directory, "/var/lib/lwm2m-agent");
    host.variables["STATE_DIRECTORY"] = "/var/lib/one:/var/lib/two";
    EXPECT_EQ(load_or_fail(document("", ""), host).state_directory, "/var/lib/one");
    EXPECT_EQ(load_or_fail(document("state_directory", "state_directory: /srv"), host).state_directory, "/srv");
}

TEST(Load, HasAControlSocketWhereTheServiceManagerSaysUnlessItIsNotWanted) {
    FakeHost host;
    EXPECT_EQ(load_or_fail(document("", ""), host).control->socket, "/run/lwm2m-agent/control");
    host.variables["RUNTIME_DIRECTORY"] = "/run/one:/run/two";
    const auto usual = load_or_fail(document("", ""), host).control;
    EXPECT_EQ(usual->socket, "/run/one/control");
    EXPECT_EQ(usual->group, "lwm2m-agent");
    EXPECT_FALSE(usual->chosen);
    const auto chosen = load_or_fail(document("control", "control: { socket: /x, group: wheel }"), host).control;
    EXPECT_EQ(chosen->socket, "/x");
    EXPECT_EQ(chosen->group, "wheel");
    EXPECT_TRUE(chosen->chosen);
    EXPECT_FALSE(load_or_fail(document("control", "control: false"), host).control);
}

TEST(Load, FindsDefinitionsBesideTheFile) {
    FakeHost host;
    host.files["/etc/a/agent.yaml"] = {document("objects", "objects: [{ id: 1234, definition: x.xml, resources: {} }]"),
                                       0600};
    EXPECT_THAT(texts(load("/etc/a/agent.yaml", host.environment()).problems),
                ElementsAre("/etc/a/agent.yaml:4:35: objects[0].definition: /etc/a/x.xml: No such file or directory"));
}

TEST(Load, GivesServersTheirPlacesAndTheRetryOfRegistration) {
    const auto settings = load_or_fail(document("servers",
                                                "servers:\n- { short_id: 7, uri: \"coap://a\" }\n- { short_id: 5, uri: "
                                                "\"coap://b\", retry: { attempts: 3 } }") +
                                       "registration: { retry: { first: 5s, attempts: 9 } }\n");
    ASSERT_EQ(settings.servers.size(), 2u);
    EXPECT_EQ(settings.servers[0].account.instance, 0);
    EXPECT_EQ(settings.servers[1].account.instance, 1);
    EXPECT_EQ(settings.servers[0].account.retry.attempts, 9u);
    EXPECT_EQ(settings.servers[1].account.retry.attempts, 3u);
    EXPECT_EQ(settings.servers[1].account.retry.first, 5s);
    EXPECT_EQ(settings.servers[0].account.lifetime_s, 86400u);
    EXPECT_FALSE(settings.servers[0].account.psk);
}

TEST(Load, TakesABootstrapServerInTheServersPlace) {
    FakeHost host;
    host.files["/etc/key"] = {"00112233445566778899aabbccddeeff", 0600};
    const auto settings = load_or_fail(
        document(
            "servers",
            "bootstrap: { uri: \"coaps://bs\", psk: { key: { file: /etc/key } }, hold_off: 10s, forget_after: 1h }"),
        host);
    EXPECT_TRUE(settings.servers.empty());
    ASSERT_TRUE(settings.bootstrap);
    const auto& account = settings.bootstrap->account;
    EXPECT_EQ(account.uri.text(), "coaps://bs");
    EXPECT_EQ(account.psk->identity, "{endpoint}");
    EXPECT_EQ(account.psk->key.size(), 16u);
    EXPECT_EQ(account.hold_off_s, 10u);
    EXPECT_EQ(account.account_timeout_s, 3600u);
    EXPECT_EQ(account.security_instance, 0);
    EXPECT_EQ(settings.bootstrap_timing.most, 1h);
    EXPECT_EQ(settings.bootstrap_timing.silence, 247s);
}

TEST(Load, GivesTheBootstrapServerTheFirstSecurityInstance) {
    const std::string servers =
        "servers:\n- { short_id: 7, uri: \"coap://a\" }\n- { short_id: 5, uri: \"coap://b\" }\n";
    const auto alone = load_or_fail(document("servers", servers));
    EXPECT_EQ(alone.servers[0].account.security_instance, 0);
    EXPECT_EQ(alone.servers[1].account.security_instance, 1);
    const auto beside = load_or_fail(document("servers", servers + "bootstrap: { uri: \"coap://bs\" }"));
    EXPECT_EQ(beside.bootstrap->account.security_instance, 0);
    EXPECT_EQ(beside.servers[0].account.security_instance, 1);
    EXPECT_EQ(beside.servers[1].account.security_instance, 2);
    EXPECT_EQ(beside.servers[1].account.instance, 1);
}

TEST(Load, ReadsWhatASessionOfRegistrationsDoes) {
    const auto settings =
        load_or_fail(document("servers",
                              "servers: [{ short_id: 7, uri: \"coap://a\", order: 3, initial_delay: 5s, "
                              "block_on_failure: true, bootstrap_on_failure: false, mute_send: true, "
                              "disable_timeout: 1h, retry: { pause: 2d, sequences: 4 } }]"));
    const auto& account = settings.servers[0].account;
    EXPECT_EQ(account.priority, 3u);
    EXPECT_EQ(account.initial_delay_s, 5u);
    EXPECT_TRUE(account.block_on_failure);
    EXPECT_FALSE(account.bootstrap_on_failure);
    EXPECT_TRUE(account.mute_send);
    EXPECT_EQ(account.disable_timeout_s, 3600u);
    EXPECT_EQ(account.retry.pause, 48h);
    EXPECT_EQ(account.retry.sequences, 4u);
    EXPECT_FALSE(account.apn_link);
}

TEST(Load, LinksAServerToItsAccessPoint) {
    const FakeHost host;
    const auto load = [&](int profile) {
        return host.load_text(
            "version: 1\nmodem: { device: /dev/ttyUSB0 }\nservers: [{ short_id: 7, uri: \"coap://a\", "
            "apn_profile: " +
            std::to_string(profile) +
            " }]\nobjects: [{ id: 11, instances: { 2: { "
            "resources: { 0: { type: string, operations: R, value: a } } } } }]\n");
    };
    const auto there = load(2);
    ASSERT_TRUE(there.settings) << testing::PrintToString(texts(there.problems));
    EXPECT_EQ(there.settings->servers[0].account.apn_link, (lwm2m::ObjectLink{11, 2}));
    EXPECT_NE(print_config(*there.settings).find("    apn_profile: 2\n"), std::string::npos);
    EXPECT_THAT(texts(load(1).problems),
                testing::ElementsAre("agent.yaml:3:43: servers[0].apn_profile: /11/1 is not among the objects"));
}

TEST(Load, ReadsWhoseAnObjectIsAndWhatTheOthersMayDo) {
    const auto settings = load_or_fail(document("servers",
                                                "servers:\n- { short_id: 7, uri: \"coap://a\" }\n- { short_id: 5, uri: "
                                                "\"coap://b\" }") +
                                       "observe: []\n");
    EXPECT_FALSE(settings.objects[0].access);
    const auto with = load_or_fail(
        document("objects",
                 "objects: [{ id: 3, owner: 123, access: { 9: RE, default: none }, resources: { 9: { value: 1 } } }]\n"
                 "bootstrap: { uri: \"coap://bs\" }"));
    ASSERT_TRUE(with.objects[0].access);
    EXPECT_EQ(with.objects[0].access->object, 3);
    EXPECT_EQ(with.objects[0].access->owner, 123);
    EXPECT_EQ(with.objects[0].access->rights, (std::map<std::uint16_t, std::uint8_t>{{0, 0}, {9, 5}}));
}

TEST(Load, WarnsOfRightsThatNobodyNeeds) {
    const FakeHost host;
    const auto loaded =
        host.load_text(document("objects", "objects: [{ id: 19, owner: 123, instances: { 0: { resources: {} } } }]"));
    ASSERT_TRUE(loaded.settings);
    EXPECT_EQ(loaded.warnings.at(1).text(),
              "agent.yaml:4:21: objects[0].owner: is not used: a single server may do everything");
}

TEST(Load, ReadsEveryHandler) {
    const auto settings =
        load_or_fail(document("objects",
                              "objects:\n"
                              "- id: 3\n"
                              "  resources:\n"
                              "    0: { value: Acme }\n"
                              "    3: { file: { path: /etc/os-release, match: 'a(b)' }, refresh: 1min }\n"
                              "    4: { execute: { command: [/sbin/reboot, now], delay: 5s } }\n"
                              "    7: { at: { query: at+cbc, match: '(\\d+)', map: $1 }, refresh: 10s }\n"
                              "    13: { clock: system }\n"
                              "    14: { persist: true }\n"
                              "    15: { command: { argv: [/bin/date], timeout: 2s, max_output: 1KiB }, on_write: { "
                              "command: [/bin/x, \"{value}\"] } }\n"));
    EXPECT_EQ(std::get<ValueSettings>(resource(settings, 0, 0).handler).initial,
              lwm2m::ResourceValue(lwm2m::Value(std::string("Acme"))));
    EXPECT_FALSE(resource(settings, 0, 0).writable);
    EXPECT_EQ(std::get<FileSettings>(resource(settings, 0, 1).handler).match, "a(b)");
    EXPECT_EQ(resource(settings, 0, 1).refresh, 1min);
    EXPECT_EQ(std::get<ExecuteSettings>(resource(settings, 0, 2).handler).argv, (Argv{"/sbin/reboot", "now"}));
    EXPECT_EQ(std::get<ExecuteSettings>(resource(settings, 0, 2).handler).delay, 5s);
    EXPECT_EQ(std::get<AtSettings>(resource(settings, 0, 3).handler).map, "$1");
    EXPECT_TRUE(std::holds_alternative<ClockSettings>(resource(settings, 0, 4).handler));
    EXPECT_FALSE(std::get<ValueSettings>(resource(settings, 0, 5).handler).initial);
    EXPECT_TRUE(resource(settings, 0, 5).persist);
    EXPECT_TRUE(resource(settings, 0, 5).writable) << "what is kept was written";
    EXPECT_EQ(std::get<CommandSettings>(resource(settings, 0, 6).handler).max_output, 1024u);
    EXPECT_EQ(resource(settings, 0, 6).on_write->argv, (Argv{"/bin/x", "{value}"}));
    EXPECT_TRUE(resource(settings, 0, 6).writable);
}

TEST(Load, PutsADeclaredObjectTogether) {
    const auto settings =
        load_or_fail(document("objects",
                              "objects:\n"
                              "- id: 3303\n"
                              "  name: Temperature\n"
                              "  version: \"1.1\"\n"
                              "  instances:\n"
                              "    1: { resources: { 5701: { type: string, operations: R, value: Cel } } }\n"
                              "    0: { resources: { 5700: { type: float, operations: R, units: Cel, file: { path: /t, "
                              "scale: 0.001 } } } }\n"));
    const auto& object = settings.objects.at(0);
    EXPECT_TRUE(object.declared);
    EXPECT_EQ(object.definition.name, "Temperature");
    EXPECT_EQ(object.definition.version, (lwm2m::Version{1, 1}));
    ASSERT_EQ(object.definition.resources.size(), 2u);
    EXPECT_EQ(object.definition.resources[0].id, 5700);
    EXPECT_EQ(object.definition.resources[0].type, lwm2m::DataType::floating);
    EXPECT_EQ(object.definition.resources[0].units, "Cel");
    EXPECT_EQ(object.instances[0].id, 0);
    EXPECT_EQ(object.instances[1].id, 1);
}

TEST(Load, WarnsOfMandatoryResourcesAndObjectsThatAreNotThere) {
    const FakeHost host;
    EXPECT_THAT(
        texts(host.load_text(document("", "")).warnings),
        ElementsAre("agent.yaml:4:31: objects[0].resources: /3/0/4 Reboot is mandatory and not there",
                    "agent.yaml:4:31: objects[0].resources: /3/0/11 Error Code is mandatory and not there",
                    "agent.yaml:4:31: objects[0].resources: /3/0/16 Supported Binding and Modes is mandatory and "
                    "not there"));
    EXPECT_THAT(
        texts(host.load_text(document("objects", "objects: []")).warnings),
        ElementsAre("agent.yaml:4:10: objects: there is no object 3 (Device), which every LwM2M device has to offer"));
}

TEST(Load, LeavesAKeyUnusedOnAPlainUri) {
    const FakeHost host;
    const auto loaded = host.load_text(document(
        "servers", "servers: [{ short_id: 1, uri: \"coap://a\", psk: { identity: a, key: { text: secretsecret } } }]"));
    ASSERT_TRUE(loaded.settings);
    EXPECT_FALSE(loaded.settings->servers[0].account.psk);
    EXPECT_EQ(loaded.warnings.at(0).text(),
              "agent.yaml:3:48: servers[0].psk: is not used: coap:// is not encrypted, coaps:// is");
}

TEST(Load, UnderstandsAnchorsAndMerges) {
    const auto settings = load_or_fail(
        document("servers",
                 "servers:\n- &first { short_id: 1, uri: \"coap://a\", lifetime: 1h }\n- { <<: *first, short_id: 2 }"));
    EXPECT_EQ(settings.servers.at(1).account.short_id, 2);
    EXPECT_EQ(settings.servers.at(1).account.lifetime_s, 3600u);
}

TEST(Load, ListsABoundedNumberOfProblems) {
    std::string text = "modem:\n  device: /dev/ttyUSB0\n";
    for (int key = 0; key < 1000; ++key) text += "  key" + std::to_string(key) + ": 1\n";
    const auto problems = FakeHost{}.load_text(document("modem", text)).problems;
    ASSERT_EQ(problems.size(), 201u);
    EXPECT_EQ(problems.back().text(), "agent.yaml: and 800 more");
}

}  // namespace
}  // namespace agent::config
