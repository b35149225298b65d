#include "config/fill.hpp"

#include <algorithm>

namespace agent::config {
namespace {

using lwm2m::InstanceValues;
using lwm2m::ResourceValue;
using lwm2m::Value;

ResourceSettings own(lwm2m::Id id, const FillSettings& fill) {
    return {.id = id, .handler = fill, .refresh = fill.refresh};
}

/// What is executed, and what stays as it is: nothing to ask again.
ResourceSettings own_once(lwm2m::Id id, const FillSettings& fill) { return {.id = id, .handler = fill}; }

ResourceSettings constant(lwm2m::Id id, ResourceValue value) {
    return {.id = id, .handler = ValueSettings{std::move(value)}};
}

ResourceSettings kept(lwm2m::Id id, std::optional<ResourceValue> initial = {}) {
    return {.id = id, .handler = ValueSettings{std::move(initial)}, .writable = true, .persist = true};
}

ResourceSettings of_file(lwm2m::Id id, const char* path, const char* match, std::optional<Duration> refresh) {
    return {.id = id, .handler = FileSettings{.path = path, .match = match}, .refresh = refresh};
}

std::vector<ResourceSettings> device(const FillSettings& fill) {
    return {own_once(0, fill),
            own_once(1, fill),
            own_once(2, fill),
            of_file(3, "/etc/os-release", R"(^VERSION_ID="?([^"\n]*))", {}),
            {.id = 4, .handler = ExecuteSettings{.argv = {"/usr/bin/systemctl", "reboot"}, .delay = 5s}},
            own(6, fill),
            own(7, fill),
            own(9, fill),
            of_file(10, "/proc/meminfo", R"(^MemAvailable:\s+(\d+))", fill.refresh),
            own(11, fill),
            own_once(12, fill),
            {.id = 13, .handler = ClockSettings{}},
            own(14, fill),
            own(15, fill),
            constant(16, Value(std::string("U"))),
            constant(17, Value(std::string("Gateway"))),
            own_once(18, fill),
            own_once(19, fill),
            own(20, fill),
            of_file(21, "/proc/meminfo", R"(^MemTotal:\s+(\d+))", {})};
}

std::vector<ResourceSettings> all_own(std::initializer_list<lwm2m::Id> ids, const FillSettings& fill) {
    std::vector<ResourceSettings> resources;
    for (const auto id : ids) resources.push_back(own(id, fill));
    return resources;
}

std::vector<ResourceSettings> connectivity_monitoring(const FillSettings& fill) {
    constexpr std::int64_t nb_iot = 7;
    auto resources = all_own({2, 3, 4, 7, 8, 9, 10, 11, 12, 13}, fill);
    resources.insert(resources.begin(), {constant(0, Value(nb_iot)), constant(1, InstanceValues{{0, Value(nb_iot)}})});
    return resources;
}

std::vector<ResourceSettings> connectivity_statistics(const FillSettings& fill) {
    auto resources = all_own({2, 3, 4, 5}, fill);
    // The agent's own counters cost nothing to look at, and after a Start the old ones are wrong.
    for (auto& resource : resources) resource.refresh = std::min<Duration>(fill.refresh, 1s);
    resources.insert(resources.end(),
                     {own_once(6, fill), own_once(7, fill), kept(8, ResourceValue(Value(std::int64_t{0})))});
    return resources;
}

std::vector<ResourceSettings> cellular_connectivity(const FillSettings& fill) {
    constexpr std::uint64_t psm_and_edrx = 3;
    return {own(4, fill), own(5, fill), own(9, fill),
            // No instance of object 11 (APN connection profile) is offered to link to.
            constant(11, InstanceValues{}), constant(12, Value(psm_and_edrx)), own(13, fill)};
}

std::vector<ResourceSettings> application_data() {
    return {kept(0, ResourceValue(InstanceValues{})), kept(1), kept(2), kept(3), kept(4), kept(5)};
}

}  // namespace

std::vector<ResourceSettings> filled_resources(lwm2m::Id object, const FillSettings& fill) {
    switch (object) {
        case 3:
            return device(fill);
        case 4:
            return connectivity_monitoring(fill);
        case 6:
            return all_own({0, 1, 2, 3, 4, 5, 6}, fill);
        case 7:
            return connectivity_statistics(fill);
        case 10:
            return cellular_connectivity(fill);
        case 19:
            return application_data();
        default:
            return {};
    }
}

const std::vector<lwm2m::Id>& filled_objects() {
    static const std::vector<lwm2m::Id> ids{3, 4, 6, 7, 10, 19};
    return ids;
}

}  // namespace agent::config
