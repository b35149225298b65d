// fill: and leave_out: of an object, and fill: of one resource.
#include <algorithm>

#include <fmt/format.h>

#include "config/fill.hpp"
#include "config/object_readers.hpp"
#include "config/quoting.hpp"
#include "modem/module/address_literal.hpp"

namespace agent::config {
namespace {

std::vector<lwm2m::Id> ids_of(lwm2m::Id object) {
    std::vector<lwm2m::Id> ids;
    for (const auto& resource : filled_resources(object, {})) ids.push_back(resource.id);
    return ids;
}

/// 127.0.0.1:2947 or [::1]:2947: numeric, as a name could keep the agent waiting.
void read_gpsd(const View& view, FillSettings& fill) {
    const auto text = view.text();
    if (!text) return;
    const auto colon = text->rfind(':');
    auto host = text->substr(0, colon);
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : lwm2m::ObjectPath::parse(text->substr(colon + 1));  // one number of 0..65534
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    const bool right = brackets ? modem::module::is_ipv6(host) : modem::module::is_ipv4(host);
    if (!right || !port || port->size() != 1 || port->object() == 0) {
        view.problem(fmt::format("{} is no numeric address with a port: 127.0.0.1:2947", quoted(*text)));
        return;
    }
    fill.gpsd_host = std::move(host);
    fill.gpsd_port = port->object();
}

}  // namespace

std::optional<FillSettings> read_fill(const View& view, lwm2m::Id object) {
    if (ids_of(object).empty()) {
        view.problem(
            fmt::format("the agent does not fill object {}: it fills {}", object, fmt::join(filled_objects(), ", ")));
        return std::nullopt;
    }
    FillSettings fill;
    if (!view.is_map()) {
        if (!view.choice({"auto"})) return std::nullopt;
        return fill;
    }
    MapReader map(view);
    assign(fill.refresh, map.duration("refresh", 1s, 30 * 24h));
    if (object == 3) {
        assign(fill.low_signal_dbm, map.integer("low_signal", -150, 0));
        assign(fill.low_memory, map.size("low_memory", 1, std::size_t{1} << 40));
    }
    if (object == 6) {
        if (const auto gpsd = map.find("gpsd")) read_gpsd(*gpsd, fill);
        assign(fill.timeout, map.duration("timeout", 100ms, 1min));
    }
    map.finish();
    return fill;
}

std::vector<lwm2m::Id> read_left_out(const View& view, lwm2m::Id object, const InstanceSettings& instance) {
    std::vector<lwm2m::Id> left_out;
    const auto known = ids_of(object);
    for (const auto& item : view.items()) {
        const auto number = item.integer(0, 65534);
        if (!number) continue;
        const auto id = static_cast<lwm2m::Id>(*number);
        if (std::ranges::find(known, id) == known.end()) {
            item.problem(
                fmt::format("the agent does not fill /{}/0/{}: it fills {}", object, id, fmt::join(known, ", ")));
        } else if (std::ranges::find(instance.resources, id, &ResourceSettings::id) != instance.resources.end()) {
            item.problem(fmt::format("{} stands in resources: too", id));
        } else {
            left_out.push_back(id);
        }
    }
    std::ranges::sort(left_out);
    left_out.erase(std::unique(left_out.begin(), left_out.end()), left_out.end());
    return left_out;
}

void add_filled(InstanceSettings& instance, const ObjectSettings& object, const lwm2m::ObjectDefinition& definition) {
    for (auto& resource : filled_resources(definition.id, *object.fill)) {
        const bool there = std::ranges::any_of(instance.resources, [&](const auto& r) { return r.id == resource.id; });
        if (there || std::ranges::binary_search(object.left_out, resource.id) || !definition.find(resource.id))
            continue;
        instance.resources.push_back(std::move(resource));
    }
    std::ranges::sort(instance.resources, {}, &ResourceSettings::id);
}

std::optional<ResourceSettings> read_filled_resource(MapReader& map, lwm2m::Id id, const ResourceContext& resource) {
    const auto view = *map.find("fill");
    for (const auto key : map.present({"value", "file", "command", "at", "clock", "execute"})) {
        map.at_key(key).problem("stands beside fill: a resource has one handler");
    }
    for (const auto key : map.present({"writable", "persist", "max_size", "on_write"})) {
        map.at_key(key).problem("stands beside fill, which decides it");
    }
    const auto refresh = map.duration("refresh", 100ms, 30 * 24h);
    if (resource.of_device) {
        view.problem("is for the objects of the gateway itself");
        return std::nullopt;
    }
    if (!view.choice({"auto"}) || !resource.definition) return std::nullopt;
    auto known = filled_resources(resource.object, resource.fill);
    const auto found = std::ranges::find(known, id, &ResourceSettings::id);
    if (resource.instance != 0 || found == known.end()) {
        view.problem(fmt::format("the agent does not know /{}/{}/{}", resource.object, resource.instance, id));
        return std::nullopt;
    }
    if (refresh && !found->refresh) {
        map.at_key("refresh").problem(fmt::format("{} is never out of date", resource.definition->name));
    } else if (refresh) {
        found->refresh = refresh;
    }
    return std::move(*found);
}

}  // namespace agent::config
