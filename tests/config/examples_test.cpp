// The shipped examples load, and the long one leaves no key out.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

const std::string examples = AGENT_SOURCE_DIR "/config/examples/";

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

TEST(Examples, LongOneLoads) {
    const auto loaded = load(examples + "agent.example.yaml", host_environment(), Purpose::check);
    ASSERT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    const auto& settings = *loaded.settings;
    EXPECT_EQ(settings.endpoint, "urn:imei:{modem.imei}");
    EXPECT_EQ(settings.modem.sleep, modem::Sleep::off);
    EXPECT_EQ(settings.modem.recovery.reset_after, 5min);
    ASSERT_EQ(settings.servers.size(), 1u);
    EXPECT_EQ(settings.servers[0].account.uri.text(), "coaps://lwm2m.example.net");
    EXPECT_EQ(settings.servers[0].account.lifetime_s, 3600u);
    EXPECT_EQ(settings.servers[0].account.psk->identity, "gw1");
    std::vector<lwm2m::Id> ids;
    for (const auto& object : settings.objects) ids.push_back(object.definition.id);
    EXPECT_THAT(ids, testing::ElementsAre(3, 4, 5, 6, 7, 10, 19, 25, 3303, 26241));
    ASSERT_EQ(settings.observe.size(), 1u);
    EXPECT_EQ(settings.observe[0].path, lwm2m::ObjectPath(3303, 0, 5700));
    EXPECT_EQ(settings.observe[0].attributes.pmax, 900u);
}

TEST(Examples, LongOnePrintsToWhatLoadsAgain) {
    const auto host = host_environment();
    const auto loaded = load(examples + "agent.example.yaml", host, Purpose::check);
    ASSERT_TRUE(loaded.settings);
    const auto printed = print_config(*loaded.settings);
    const auto again = load_text(printed, "printed.yaml", host, Purpose::check);
    ASSERT_TRUE(again.settings) << testing::PrintToString(texts(again.problems));
    EXPECT_EQ(print_config(*again.settings), printed);
}

TEST(Examples, LongOneHasEveryKeyThatIsRead) {
    const auto example = file_text(examples + "agent.example.yaml");
    const std::regex asks(R"((?:map|program)\.(?!view|at_key)\w+\(\{?((?:"\w+",?\s*)+))");
    const std::regex word(R"re("(\w+)")re");
    std::set<std::string> keys;
    for (const auto& entry : std::filesystem::directory_iterator(AGENT_SOURCE_DIR "/config")) {
        const auto name = entry.path().filename().string();
        if (entry.path().extension() != ".cpp" || (!name.starts_with("read_") && name != "load.cpp")) continue;
        const auto source = file_text(entry.path());
        for (std::sregex_iterator call(source.begin(), source.end(), asks), end; call != end; ++call) {
            const auto arguments = (*call)[1].str();
            const bool list = call->str().find('{') != std::string::npos;
            for (std::sregex_iterator key(arguments.begin(), arguments.end(), word); key != end; ++key) {
                keys.insert((*key)[1]);
                if (!list) break;  // what follows the key are hints and choices
            }
        }
    }
    EXPECT_GT(keys.size(), 80u) << "the search itself finds too little";
    for (const auto& key : keys) {
        EXPECT_TRUE(std::regex_search(example, std::regex("\\b" + key + ":"))) << key << " is not in the example";
    }
}

TEST(Examples, SmallOneLoadsWithoutAWarning) {
    const auto loaded = load(examples + "minimal.yaml", host_environment());
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    EXPECT_THAT(texts(loaded.warnings), testing::IsEmpty());
}

TEST(Examples, DemoLoadsOnceItsPlacesAreFilledIn) {
    auto text = file_text(examples + "demo.yaml");
    replace_all(text, "@DEVICE@", "/dev/pts/7");
    replace_all(text, "@SERVER_URI@", "coaps://127.0.0.1:5684");
    replace_all(text, "@PSK_FILE@", "/run/demo/psk");
    replace_all(text, "@STATE@", "/run/demo");
    replace_all(text, "@MODELS@", "/models");
    FakeHost host;
    host.files["/run/demo/psk"] = {"00112233445566778899aabbccddeeff\n", 0600};
    host.files["/models/26241.xml"] = {file_text(examples + "models/26241.xml"), 0644};
    const auto loaded = host.load_text(text);
    ASSERT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    EXPECT_THAT(texts(loaded.warnings), testing::IsEmpty());
    EXPECT_EQ(text.find('@'), std::string::npos) << "a place that nobody fills in";
    EXPECT_EQ(loaded.settings->endpoint, "gw-demo");
}

TEST(Examples, FleetIsOneFileAndAFewLinesForEachDevice) {
    const auto host = host_environment();
    const auto loaded = load(examples + "fleet/agent.yaml", host, Purpose::check);
    ASSERT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems));
    const auto& settings = *loaded.settings;
    EXPECT_EQ(settings.endpoint, "harbour-7-{modem.imei}");
    ASSERT_EQ(settings.servers.size(), 1u);
    EXPECT_EQ(settings.servers[0].account.lifetime_s, 3600u);
    EXPECT_EQ(settings.servers[0].account.uri.text(), "coaps://lwm2m.example.net");
    std::vector<lwm2m::Id> ids;
    for (const auto& object : settings.objects) ids.push_back(object.definition.id);
    EXPECT_THAT(ids, testing::ElementsAre(3, 4, 3303));
    const auto printed = print_config(settings, loaded.origins);
    EXPECT_THAT(printed, testing::HasSubstr("endpoint: \"harbour-7-{modem.imei}\"  # agent.yaml:5\n"));
    EXPECT_THAT(printed, testing::HasSubstr("    lifetime: 1h  # conf.d/device.yaml:7\n"));
    EXPECT_THAT(printed, testing::HasSubstr("        value: \"+01:00\"  # conf.d/device.yaml:5\n"))
        << "where the variable was given";
}

TEST(Examples, FleetSaysWhatADeviceLeavesOut) {
    const auto loaded =
        load_text(file_text(examples + "fleet/agent.yaml"), "agent.yaml", host_environment(), Purpose::check);
    EXPECT_THAT(
        texts(loaded.problems),
        testing::ElementsAre("agent.yaml:24:20: objects[0].resources.14.value: there is no variable utc_offset"));
}

}  // namespace
}  // namespace agent::config
