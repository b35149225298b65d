// Objects that the agent fills by itself.
#include "config/fill.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"
#include "tests/config/problem_table.hpp"

namespace agent::config {
namespace {

using testing::ElementsAre;

Settings load_or_fail(std::string_view text) {
    const auto loaded = FakeHost{}.load_text(text);
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems)) << text;
    return loaded.settings.value_or(Settings{});
}

std::vector<lwm2m::Id> ids_of(const ObjectSettings& object) {
    std::vector<lwm2m::Id> ids;
    for (const auto& resource : object.instances.at(0).resources) ids.push_back(resource.id);
    return ids;
}

const ResourceSettings& resource_of(const Settings& settings, lwm2m::Id id) {
    return *std::ranges::find(settings.objects.at(0).instances.at(0).resources, id, &ResourceSettings::id);
}

TEST(Fill, AddsWhatTheAgentKnows) {
    const auto settings = load_or_fail(document("objects", "objects: [{ id: 3, fill: auto }]"));
    EXPECT_THAT(ids_of(settings.objects.at(0)),
                ElementsAre(0, 1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21));
    EXPECT_TRUE(std::holds_alternative<FillSettings>(resource_of(settings, 11).handler));
    EXPECT_EQ(resource_of(settings, 11).refresh, Duration(60s));
    EXPECT_EQ(std::get<FileSettings>(resource_of(settings, 21).handler).path, "/proc/meminfo");
    EXPECT_EQ(std::get<ExecuteSettings>(resource_of(settings, 4).handler).argv.back(), "reboot");
}

TEST(Fill, HasEveryResourceInItsDefinition) {
    for (const auto object : filled_objects()) {
        const auto* definition = lwm2m::core_definition(object);
        ASSERT_NE(definition, nullptr) << object;
        for (const auto& resource : filled_resources(object, {})) {
            // Coverage level: of version 1.3, for those who bring that definition.
            if (object == 4 && resource.id == 13) continue;
            EXPECT_NE(definition->find(resource.id), nullptr) << object << "/" << resource.id;
        }
        for (const auto& resource : definition->resources) {
            const auto known = filled_resources(object, {});
            EXPECT_TRUE(!resource.mandatory || std::ranges::count(known, resource.id, &ResourceSettings::id) == 1)
                << object << "/" << resource.id;
        }
    }
}

TEST(Fill, LeavesOutAndIsOverridden) {
    const auto settings = load_or_fail(document("objects", R"(objects:
- id: 3
  fill: { refresh: 5min, low_signal: -115, low_memory: 1MiB }
  leave_out: [20, 6, 7, 9]
  resources:
    0: { value: Acme }
    5: { execute: { command: [/bin/true] } }
    10: { fill: auto, refresh: 10s })"));
    EXPECT_THAT(ids_of(settings.objects.at(0)),
                ElementsAre(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21));
    EXPECT_EQ(settings.objects[0].left_out, (std::vector<lwm2m::Id>{6, 7, 9, 20}));
    EXPECT_TRUE(std::holds_alternative<ValueSettings>(resource_of(settings, 0).handler));
    EXPECT_EQ(resource_of(settings, 10).refresh, Duration(10s));
    const auto& errors = std::get<FillSettings>(resource_of(settings, 11).handler);
    EXPECT_EQ(errors.low_signal_dbm, -115);
    EXPECT_EQ(errors.low_memory, 1024U * 1024U);
    EXPECT_EQ(resource_of(settings, 11).refresh, Duration(5min));
}

TEST(Fill, IsPossibleForOneResource) {
    const auto settings = load_or_fail(document("objects", "objects: [{ id: 3, resources: { 11: { fill: auto } } }]"));
    EXPECT_THAT(ids_of(settings.objects.at(0)), ElementsAre(11));
    EXPECT_FALSE(settings.objects[0].fill);
}

TEST(Fill, TakesTheAddressOfGpsd) {
    const auto settings =
        load_or_fail(document("objects", "objects: [{ id: 6, fill: { gpsd: \"[::1]:3000\", timeout: 2s } }]"));
    const auto& fill = std::get<FillSettings>(resource_of(settings, 0).handler);
    EXPECT_EQ(fill.gpsd_host, "::1");
    EXPECT_EQ(fill.gpsd_port, 3000);
    EXPECT_EQ(fill.timeout, Duration(2s));
}

TEST(Fill, PrintsToWhatLoadsAgain) {
    const auto host = FakeHost{};
    for (const auto& text :
         {document("objects", R"(objects:
- { id: 3, fill: { low_signal: -110 }, leave_out: [2], resources: { 0: { value: Acme } } }
- { id: 4, fill: auto }
- { id: 6, fill: { gpsd: "[::1]:3000" } }
- { id: 7, fill: auto }
- { id: 10, fill: auto }
- { id: 19, fill: auto })"),
          document("objects", "objects: [{ id: 3, resources: { 11: { fill: auto } } }, { id: 6, fill: auto }]") +
              "gateway: { devices: [{ id: meter, objects: [/6] }, { id: \"{hostname}-2\", prefix: b, objects: [/3/0, "
              "/6/0] }] }\n"}) {
        const auto printed = print_config(load_or_fail(text));
        EXPECT_EQ(print_config(load_or_fail(printed)), printed);
    }
}

TEST(Fill, SaysWhatIsWrong) {
    expect_problems({
        {.name = "another word",
         .key = "objects",
         .text = "objects: [{ id: 3, fill: automatic }]",
         .problems = {"4:26: objects[0].fill: \"automatic\" is not auto"}},
        {.name = "an object that the agent does not know",
         .key = "objects",
         .text = "objects: [{ id: 5, fill: auto }]",
         .problems = {"4:26: objects[0].fill: the agent does not fill object 5: it fills 3, 4, 6, 7, 10, 19"}},
        {.name = "an unknown option",
         .key = "objects",
         .text = "objects: [{ id: 3, fill: { refesh: 1s } }]",
         .problems = {"4:28: objects[0].fill.refesh: unknown key (did you mean refresh?)"}},
        {.name = "leave_out",
         .key = "objects",
         .text = R"(objects:
- id: 7
  fill: auto
  leave_out: [0, 2, x]
  resources: { 2: { value: 1 } })",
         .problems = {"7:15: objects[0].leave_out[0]: the agent does not fill /7/0/0: it fills 2, 3, 4, 5, 6, 7, 8",
                      "7:18: objects[0].leave_out[1]: 2 stands in resources: too",
                      "7:21: objects[0].leave_out[2]: \"x\" is not a whole number"}},
        {.name = "leave_out alone",
         .key = "objects",
         .text = "objects: [{ id: 3, leave_out: [2], resources: { 9: { value: 1 } } }]",
         .problems = {"4:20: objects[0].leave_out: has no meaning without fill"}},
        {.name = "instances",
         .key = "objects",
         .text = "objects: [{ id: 19, fill: auto, instances: { 0: { resources: {} } } }]",
         .problems = {"4:33: objects[0].instances: stands beside fill, which is of instance 0: write resources:"}},
        {.name = "gpsd by name",
         .key = "objects",
         .text = "objects: [{ id: 6, fill: { gpsd: \"localhost:2947\" } }]",
         .problems =
             {"4:34: objects[0].fill.gpsd: \"localhost:2947\" is no numeric address with a port: 127.0.0.1:2947"}},
        {.name = "a resource that the agent does not know",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 5: { fill: auto } } }]",
         .problems = {"4:44: objects[0].resources.5.fill: the agent does not know /3/0/5"}},
        {.name = "beside another handler",
         .key = "objects",
         .text = "objects: [{ id: 3, resources: { 9: { fill: auto, value: 1, persist: true } } }]",
         .problems = {"4:50: objects[0].resources.9.value: stands beside fill: a resource has one handler",
                      "4:60: objects[0].resources.9.persist: stands beside fill, which decides it"}},
    });
}

}  // namespace
}  // namespace agent::config
