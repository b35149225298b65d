// The objects of the gateway and of the devices behind it in one tree, and what another configuration makes of them.
#include "daemon/handlers/offered_objects.hpp"

#include <gmock/gmock.h>

#include "tests/daemon/handlers_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DevicePrefix;
using lwm2m::ObjectPath;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OfferedObjectsTest : public testing::Handlers {
protected:
    OfferedObjectsTest() {
        context.tree = &*tree;
        settings.objects.push_back(time_zone({}, "own"));
        settings.gateway.push_back({.id = "first", .prefix = a, .objects = {time_zone(a, "of a")}, .links = {}});
        settings.gateway.push_back({.id = "second", .prefix = b, .objects = {time_zone(b, "of b")}, .links = {}});
        list_devices();
    }
    /// Object 3 with /3/0/15, which is written and kept.
    static config::ObjectSettings time_zone(DevicePrefix device, std::string value) {
        config::ObjectSettings object{.device = device, .definition = *lwm2m::core_definition(3)};
        object.instances.push_back({.id = 0, .resources = {}});
        object.instances.back().resources.push_back(
            {.id = 15, .handler = config::ValueSettings{text(std::move(value))}, .writable = true, .persist = true});
        return object;
    }
    /// Object 25, as the configuration makes it of the devices.
    void list_devices() {
        std::erase_if(settings.objects, [](const auto& object) { return object.definition.id == 25; });
        config::ObjectSettings object{.definition = *lwm2m::core_definition(25)};
        for (const auto& device : settings.gateway) {
            object.instances.push_back({.id = static_cast<lwm2m::Id>(object.instances.size()), .resources = {}});
            object.instances.back().resources.push_back(
                {.id = 3, .handler = config::DeviceObjectsSettings{device.prefix}});
        }
        settings.objects.push_back(std::move(object));
    }
    std::vector<std::string> become() {
        std::vector<std::string> changed;
        for (const auto& path : offered.become(settings)) changed.push_back(path.text());
        return changed;
    }
    std::string at(const char* path) {
        auto* resource = tree->find_resource(*ObjectPath::parse(path));
        if (resource == nullptr) return "none";
        return lwm2m::to_text(std::get<lwm2m::Value>(read(*resource->handler).value()));
    }
    DevicePrefix a = DevicePrefix::parse("a").value(), b = DevicePrefix::parse("b_1").value();
    config::Settings settings;
    OfferedObjects offered{context, tree.emplace()};
};

TEST_F(OfferedObjectsTest, AreBelowTheirPrefixes) {
    EXPECT_THAT(become(), ElementsAre("/3", "/25", "/a/3", "/b_1/3"));
    EXPECT_EQ(at("/3/0/15"), "own");
    EXPECT_EQ(at("/a/3/0/15"), "of a");
    EXPECT_EQ(at("/b_1/3/0/15"), "of b");
    EXPECT_EQ(at("/25/0/3"), "</3/0>");
    EXPECT_THAT(become(), IsEmpty());
}

TEST_F(OfferedObjectsTest, HaveWhatWasKeptUnderTheirPrefixInWhicheverOrderTheDevicesAre) {
    store.values[ObjectPath(3, 0, 15).under(a)] = text("kept of a");
    store.values[{3, 0, 15}] = text("kept");
    std::swap(settings.gateway.front(), settings.gateway.back());
    list_devices();
    become();
    EXPECT_EQ(at("/a/3/0/15"), "kept of a");
    EXPECT_EQ(at("/b_1/3/0/15"), "of b");
    EXPECT_EQ(at("/3/0/15"), "kept");
}

TEST_F(OfferedObjectsTest, ComeAndGoWithTheirDevice) {
    become();
    settings.gateway.front().objects.front() = time_zone(a, "other");
    settings.gateway.pop_back();
    list_devices();
    EXPECT_THAT(become(), ElementsAre("/b_1/3", "/25", "/a/3"));
    EXPECT_EQ(at("/a/3/0/15"), "other");
    EXPECT_EQ(at("/b_1/3/0/15"), "none");
    EXPECT_EQ(at("/25/1/3"), "none");
    EXPECT_EQ(at("/3/0/15"), "own");
}

}  // namespace
}  // namespace agent::daemon
