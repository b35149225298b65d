// conf.d/*.yaml and NAME.d/*.yaml beside the configuration: what they change, and what is said of their mistakes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string base = R"(version: 1
endpoint: gw1
modem: { device: /dev/ttyUSB0, apn: a.example }
servers:
  - { short_id: 1, uri: "coap://192.0.2.1", lifetime: 1h }
  - { short_id: 2, uri: "coap://192.0.2.2" }
objects:
  - { id: 3, resources: { 0: { value: Acme }, 9: { value: 50 } } }
  - { id: 3303, resources: { 5700: { type: float, operations: R, value: 21.5 } } }
)";

struct Beside {
    FakeHost host;

    Loaded load() const { return config::load("/etc/agent/gw.yaml", host.environment(), Purpose::check); }
    Settings settings() const {
        const auto loaded = load();
        EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
        return loaded.settings.value_or(Settings{});
    }
    std::string printed() const {
        const auto loaded = load();
        EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
        return loaded.settings ? print_config(*loaded.settings, loaded.origins) : "";
    }
};

/// The configuration with these files beside it.
Beside beside(const std::map<std::string, std::string>& drop_ins, std::string_view text = base) {
    Beside made;
    made.host.files["/etc/agent/gw.yaml"] = {std::string(text), 0640};
    for (const auto& [name, content] : drop_ins) made.host.files["/etc/agent/" + name] = {content, 0640};
    return made;
}

std::vector<std::uint16_t> short_ids(const Settings& settings) {
    std::vector<std::uint16_t> ids;
    for (const auto& server : settings.servers) ids.push_back(server.account.short_id);
    return ids;
}

std::vector<lwm2m::Id> object_ids(const Settings& settings) {
    std::vector<lwm2m::Id> ids;
    for (const auto& object : settings.objects) ids.push_back(object.definition.id);
    return ids;
}

TEST(DropIns, MergeMapsAndReplaceEverythingElse) {
    const auto settings = beside({{"gw.d/10.yaml", "modem: { apn: b.example, baud: [9600, 115200] }\n"},
                                  {"gw.d/20.yaml", "modem: { baud: [57600] }\nlog: { level: debug }\n"}})
                              .settings();
    EXPECT_EQ(settings.modem.device, "/dev/ttyUSB0");
    EXPECT_EQ(settings.modem.apn, "b.example");
    EXPECT_THAT(settings.modem.bauds, ElementsAre(57600u));
    EXPECT_EQ(settings.log.level, LogLevel::debug);
    EXPECT_EQ(beside({{"gw.d/a.yaml", "observe: [{ path: /3/0/9, pmin: 5s }]"}, {"gw.d/b.yaml", "observe: []"}})
                  .settings()
                  .observe.size(),
              0u);
}

TEST(DropIns, ComeInTheOrderOfTheirNamesTheSharedOnesFirst) {
    const auto endpoint = [](std::map<std::string, std::string> files) {
        return beside(std::move(files)).settings().endpoint;
    };
    EXPECT_EQ(endpoint({{"conf.d/90.yaml", "endpoint: shared90"}, {"conf.d/10.yaml", "endpoint: shared10"}}),
              "shared90");
    EXPECT_EQ(endpoint({{"conf.d/90.yaml", "endpoint: shared"}, {"gw.d/10.yaml", "endpoint: own"}}), "own");
    EXPECT_EQ(endpoint({{"other.d/10.yaml", "endpoint: another"}}), "gw1") << "of another instance";
    EXPECT_EQ(endpoint({{"conf.d/.hidden.yaml", "endpoint: a"}, {"conf.d/old.yaml.dpkg-old", "endpoint: b"}}), "gw1");
    EXPECT_EQ(endpoint({{"conf.d/10.yaml", "# nothing yet\n"}}), "gw1");
}

TEST(DropIns, ReplaceAListOrChangeWhatTheyNameOfIt) {
    const auto whole = beside({{"gw.d/10.yaml", "servers: [{ short_id: 7, uri: \"coap://192.0.2.7\" }]"}}).settings();
    EXPECT_THAT(short_ids(whole), ElementsAre(7));
    const auto one =
        beside({{"gw.d/10.yaml",
                 "servers:\n  1: { uri: \"coap://192.0.2.9\" }\n  2: ~\n  3: { uri: \"coap://192.0.2.3\" }\n"
                 "objects:\n  3: { resources: { 9: { value: 70 } } }\n  3303: ~\n"
                 "  3304: { resources: { 5700: { type: float, operations: R, value: 1 } } }\n"
                 "observe:\n  /3/0/9: { pmin: 5s }\n"}})
            .settings();
    EXPECT_THAT(short_ids(one), ElementsAre(1, 3));
    ASSERT_EQ(one.servers.size(), 2u);
    EXPECT_EQ(one.servers[0].account.uri.text(), "coap://192.0.2.9");
    ASSERT_EQ(one.servers.size(), 2u);
    EXPECT_EQ(one.servers[0].account.lifetime_s, 3600u) << "is what it was";
    EXPECT_THAT(object_ids(one), ElementsAre(3, 3304));
    EXPECT_EQ(one.objects[0].instances[0].resources.size(), 2u);
    ASSERT_EQ(one.observe.size(), 1u);
    EXPECT_EQ(one.observe[0].path, lwm2m::ObjectPath(3, 0, 9));
}

TEST(DropIns, TakeAKeyAwayWithATilde) {
    EXPECT_EQ(beside({{"gw.d/10.yaml", "modem: { apn: ~ }"}}).settings().modem.apn, std::nullopt);
    EXPECT_EQ(beside({{"gw.d/10.yaml", "endpoint: ~\nstop: ~\n"}}).settings().endpoint, "urn:imei:{modem.imei}");
    EXPECT_THAT(texts(beside({{"gw.d/10.yaml", "modem: { apn: }"}}).load().problems),
                ElementsAre("/etc/agent/gw.d/10.yaml:1:10: modem.apn: is empty: a single value belongs here"));
}

TEST(DropIns, NameTheirFileInEveryProblemAtOnce) {
    const auto there =
        beside({{"conf.d/10.yaml", "modem: { bauds: 9600 }\nlog: { level: loud }\n"},
                {"gw.d/20.yaml", "servers:\n  1: { lifetime: soon }\nstop: { timeout: 1s, timeout: 2s }\n"},
                {"gw.d/30.yml", "endpoint: x"}},
               base + "start: { redy_when: 1 }\n");
    const auto loaded = there.load();
    EXPECT_THAT(texts(loaded.problems),
                ElementsAre("/etc/agent/gw.yaml:10:10: start.redy_when: unknown key (did you mean ready_when?)",
                            HasSubstr("/etc/agent/conf.d/10.yaml:1:10: modem.bauds: unknown key (did you mean baud?)"),
                            HasSubstr("/etc/agent/conf.d/10.yaml:2:15: log.level: \"loud\" is none of"),
                            HasSubstr("/etc/agent/gw.d/20.yaml:2:18: servers[0].lifetime: "),
                            "/etc/agent/gw.d/20.yaml:3:22: stop.timeout: given twice, first in line 3"));
    EXPECT_THAT(texts(loaded.warnings),
                Contains("/etc/agent/gw.d/30.yml: is not read: the names of drop-ins end in .yaml"));
}

TEST(DropIns, ThatAreNotYamlAreAllNamed) {
    const auto there =
        beside({{"conf.d/10.yaml", "modem: [\n"}, {"gw.d/20.yaml", "a: \x01\n"}, {"gw.d/30.yaml", "- a list\n"}});
    EXPECT_THAT(texts(there.load().problems),
                ElementsAre(HasSubstr("/etc/agent/conf.d/10.yaml:2:1: not YAML"),
                            HasSubstr("/etc/agent/gw.d/20.yaml:1:4: a byte that is not UTF-8")));
    EXPECT_THAT(texts(beside({{"gw.d/30.yaml", "- a list\n"}}).load().problems),
                ElementsAre("/etc/agent/gw.d/30.yaml:1:1: is a list where a map belongs"));
}

TEST(DropIns, MeanTheirOwnFolderWithARelativePath) {
    auto there = beside({{"gw.d/10.yaml", "modem: { sim_pin: { file: pin } }"}});
    there.host.files["/etc/agent/gw.d/pin"] = {"1234\n", 0600};
    EXPECT_EQ(there.settings().modem.sim_pin, "1234");
}

TEST(DropIns, AreOnlySoMany) {
    std::map<std::string, std::string> files;
    for (int i = 0; i < 70; ++i) files["conf.d/" + std::to_string(100 + i) + ".yaml"] = "endpoint: x";
    EXPECT_THAT(texts(beside(std::move(files)).load().problems),
                ElementsAre("/etc/agent/conf.d/164.yaml: one of more than 64 drop-ins"));
}

TEST(DropIns, ShowWhereEachValueComesFrom) {
    const auto there = beside({{"conf.d/10.yaml", "registration:\n  retry:\n    first: 5s\n"},
                               {"gw.d/20-site.yaml", "objects:\n  3:\n    resources:\n      9: { value: 70 }\n"}});
    const auto printed = there.printed();
    for (const auto* line :
         {"version: 1  # gw.yaml:1\n", "  device: \"/dev/ttyUSB0\"  # gw.yaml:3\n", "    - 115200  # default\n",
          "      first: 5s  # conf.d/10.yaml:3\n", "            value: 70  # gw.d/20-site.yaml:4\n",
          "            value: \"Acme\"  # gw.yaml:8\n", "    lifetime: 1d  # default\n",
          "    first: 5s  # conf.d/10.yaml:3\n"}) {
        EXPECT_THAT(printed, HasSubstr(line));
    }
    const auto again = there.host.load_text(printed, Purpose::check);
    ASSERT_TRUE(again.settings) << testing::PrintToString(texts(again.problems));
    EXPECT_EQ(print_config(*again.settings), print_config(there.settings()));
    EXPECT_THAT(texts(again.problems), IsEmpty());
}

}  // namespace
}  // namespace agent::config
