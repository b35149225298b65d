// gateway: the devices behind the gateway, each an instance of object 25 (LwM2M Gateway 1.1, object 25).
#include <algorithm>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"
#include "lwm2m/codec/link_format.hpp"

namespace agent::config {
namespace {

constexpr lwm2m::Id gateway_object = 25;
constexpr lwm2m::Id device_id = 0;
constexpr lwm2m::Id device_prefix = 1;
constexpr lwm2m::Id device_objects = 3;

/// One segment of a path that no object's id can be taken for.
std::optional<lwm2m::DevicePrefix> read_prefix(const View& view, const std::vector<GatewayDevice>& others) {
    const auto text = view.text();
    if (!text) return std::nullopt;
    const auto prefix = lwm2m::DevicePrefix::parse(*text);
    if (!prefix || *text == "rd" || *text == "bs" || *text == "dp") {
        view.problem(fmt::format("{} cannot begin a path: 1 to {} letters, digits, - and _, and not digits alone",
                                 quoted(*text), lwm2m::DevicePrefix::longest));
    } else if (std::ranges::find(others, *prefix, &GatewayDevice::prefix) != others.end()) {
        view.problem(fmt::format("{} is another device's prefix", quoted(*text)));
    } else {
        return prefix;
    }
    return std::nullopt;
}

lwm2m::DevicePrefix free_prefix(const std::vector<GatewayDevice>& others) {
    for (auto number = others.size();; ++number) {
        const auto free = *lwm2m::DevicePrefix::parse(fmt::format("d{}", number));
        if (std::ranges::find(others, free, &GatewayDevice::prefix) == others.end()) return free;
    }
}

void read_link(const View& item, const Settings& settings, bool objects_known, std::vector<lwm2m::ObjectPath>& links) {
    const auto text = item.text();
    if (!text) return;
    const auto path = lwm2m::ObjectPath::parse(*text);
    if (!path || path->is_root() || !path->is_own() || path->size() > 2 || !text->starts_with('/')) {
        item.problem(fmt::format("{} is no path of an object or an instance: /3303/7", quoted(*text)));
    } else if (objects_known && !is_offered(settings, *path)) {
        item.problem(fmt::format("{} is not among the objects", path->text()));
    } else if (std::ranges::find(links, *path) != links.end()) {
        item.problem(fmt::format("{} is listed already", path->text()));
    } else {
        links.push_back(*path);
    }
}

/// Objects below the prefix, or paths of the gateway's own: a server that reads /25/x/3 cannot tell the ones from the
/// others.
void read_objects_of(const View& view, GatewayDevice& device, const Settings& settings, bool objects_known,
                     const Context& context) {
    const auto items = view.items();
    const bool has_objects = std::ranges::any_of(items, &View::is_map);
    for (const auto& item : items) {
        if (!item.is_map() && has_objects) {
            item.problem("stands beside objects of the device's own, which have its prefix");
        } else if (!item.is_map()) {
            read_link(item, settings, objects_known, device.links);
        } else if (auto object = read_object(item, device.objects, device.prefix, settings, context)) {
            device.objects.push_back(std::move(*object));
        }
    }
    std::ranges::sort(device.objects, {}, &ObjectSettings::path);
}

GatewayDevice read_device(const View& view, const Settings& settings, bool objects_known, const Context& context) {
    GatewayDevice device{.prefix = free_prefix(settings.gateway)};
    MapReader map(view);
    if (const auto id = map.require("id")) assign(device.id, read_template(*id));
    if (const auto given = map.find("prefix")) assign(device.prefix, read_prefix(*given, settings.gateway));
    if (const auto objects =
            map.require("objects", "its objects, or the paths of those of the gateway that are its own"))
        read_objects_of(*objects, device, settings, objects_known, context);
    map.finish();
    return device;
}

InstanceSettings instance_of(const GatewayDevice& device, lwm2m::Id id) {
    const auto value = [](lwm2m::Id resource, lwm2m::Value held) {
        return ResourceSettings{.id = resource, .handler = ValueSettings{lwm2m::ResourceValue(std::move(held))}};
    };
    InstanceSettings instance{.id = id,
                              .resources = {value(device_id, device.id), value(device_prefix, device.prefix.text())}};
    if (device.links.empty()) {
        instance.resources.push_back({.id = device_objects, .handler = DeviceObjectsSettings{device.prefix}});
    } else {
        lwm2m::codec::LinkWriter links;
        for (const auto& path : device.links) links.link(path);
        instance.resources.push_back(value(device_objects, lwm2m::CoreLink{links.take()}));
    }
    return instance;
}

}  // namespace

bool is_offered(const Settings& settings, const lwm2m::ObjectPath& path) {
    for (const auto& object : settings.objects) {
        if (object.definition.id != path.object()) continue;
        if (path.size() == 1) return true;
        return std::ranges::any_of(object.instances, [&](const auto& i) { return i.id == path.instance(); });
    }
    return false;
}

void read_gateway(const View& view, Settings& settings, bool objects_known, const Context& context) {
    MapReader map(view);
    if (std::ranges::any_of(settings.objects, [](const auto& o) { return o.definition.id == gateway_object; })) {
        view.problem("object 25 is among the objects: it is made from gateway:");
    }
    if (const auto devices = map.require("devices")) {
        for (const auto& item : devices->items()) {
            settings.gateway.push_back(read_device(item, settings, objects_known, context));
        }
    }
    map.finish();
    if (settings.gateway.empty()) return;
    ObjectSettings object{.definition = *lwm2m::core_definition(gateway_object)};
    for (const auto& device : settings.gateway) {
        object.instances.push_back(instance_of(device, static_cast<lwm2m::Id>(object.instances.size())));
    }
    const auto place = std::ranges::lower_bound(settings.objects, gateway_object, {},
                                                [](const ObjectSettings& other) { return other.definition.id; });
    settings.objects.insert(place, std::move(object));
}

}  // namespace agent::config
