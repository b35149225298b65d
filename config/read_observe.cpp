// observe: how often and when observed values are notified, unless a server writes attributes of its own
// (LwM2M Core 1.1 §5.1.2).
#include <algorithm>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/readers.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;

const ObjectSettings* find_object(const std::vector<ObjectSettings>& objects, const lwm2m::ObjectPath& path) {
    const auto found = std::ranges::find(objects, path.prefix(1), &ObjectSettings::path);
    return found == objects.end() ? nullptr : &*found;
}

const ObjectSettings* find_object(const Settings& settings, const lwm2m::ObjectPath& path) {
    if (path.is_own()) return find_object(settings.objects, path);
    const auto device = std::ranges::find(settings.gateway, path.device(), &GatewayDevice::prefix);
    return device == settings.gateway.end() ? nullptr : find_object(device->objects, path);
}

bool exists(const ObjectSettings& object, const lwm2m::ObjectPath& path) {
    if (path.size() == 1) return true;
    const auto instance = std::ranges::find(object.instances, path.instance(), &InstanceSettings::id);
    // One that is not there may be created.
    if (instance == object.instances.end() && !object.create) return false;
    const auto& resources = instance != object.instances.end() ? instance->resources : object.create->resources;
    return path.size() == 2 || std::ranges::find(resources, path.resource(), &ResourceSettings::id) != resources.end();
}

void check_thresholds(const MapReader& map, const lwm2m::Attributes& attributes) {
    if (attributes.st && *attributes.st <= 0) map.at_key("st").problem("a step has to be more than 0");
    if (!attributes.gt || !attributes.lt) return;
    if (*attributes.lt >= *attributes.gt) {
        map.at_key("lt").problem("has to be less than gt");
    } else if (attributes.st && *attributes.lt + 2 * *attributes.st >= *attributes.gt) {
        map.at_key("st").problem("lt + 2 x st has to be less than gt");
    }
}

bool is_number(DataType type) {
    return type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
}

void check_type(MapReader& map, const lwm2m::ObjectPath& path, DataType type) {
    const auto refuse = [&](std::initializer_list<std::string_view> keys, std::string_view what) {
        for (const auto key : map.present(keys))
            map.at_key(key).problem(fmt::format("is for {}, which {} is not", what, path.text()));
    };
    if (!is_number(type)) refuse({"gt", "lt", "st"}, "numbers");
    if (type != DataType::boolean) refuse({"edge"}, "booleans");
}

void read_attributes(MapReader& map, lwm2m::Attributes& attributes) {
    attributes.pmin = map.whole_seconds("pmin");
    attributes.pmax = map.whole_seconds("pmax");
    attributes.epmin = map.whole_seconds("epmin");
    attributes.epmax = map.whole_seconds("epmax");
    attributes.gt = map.number("gt");
    attributes.lt = map.number("lt");
    attributes.st = map.number("st");
    if (const auto edge = map.choice("edge", {"falling", "rising"})) attributes.edge = *edge == 1;
    attributes.con = map.boolean("con");
    if (const auto most = map.integer("hqmax", 0, 0xffff'ffff)) attributes.hqmax = static_cast<std::uint32_t>(*most);
    if (attributes.pmax && *attributes.pmax < std::max(1u, attributes.pmin.value_or(0))) {
        map.at_key("pmax").problem(*attributes.pmax == 0 ? "is nothing: leave it out" : "is shorter than pmin");
    }
    if (attributes.epmax && *attributes.epmax <= attributes.epmin.value_or(0)) {
        map.at_key("epmax").problem(attributes.epmin ? "has to be longer than epmin" : "is nothing: leave it out");
    }
}

std::optional<lwm2m::AttributeDefault> read_default(const View& view, const Settings& settings, bool objects_known) {
    MapReader map(view);
    lwm2m::AttributeDefault defaults;
    auto type = DataType::none;
    std::optional<lwm2m::ObjectPath> path;
    const auto path_view = map.require("path");
    if (path_view && objects_known) path = read_object_path(*path_view, settings, type);
    read_attributes(map, defaults.attributes);
    if (path) check_type(map, *path, type);
    check_thresholds(map, defaults.attributes);
    map.finish();
    if (!path) return std::nullopt;
    defaults.path = *path;
    const auto same = std::ranges::find(settings.observe, *path, &lwm2m::AttributeDefault::path);
    if (same == settings.observe.end()) return defaults;
    path_view->problem(fmt::format("{} is observe[{}] already", path->text(), same - settings.observe.begin()));
    return std::nullopt;
}

}  // namespace

std::optional<lwm2m::ObjectPath> read_object_path(const View& view, const Settings& settings, DataType& type) {
    const auto text = view.text();
    if (!text) return std::nullopt;
    const auto path = lwm2m::ObjectPath::parse(*text);
    if (!path || path->is_root() || path->size() > 3 || !text->starts_with('/')) {
        view.problem(fmt::format("{} is no path of an object, an instance or a resource: /3303/0/5700", quoted(*text)));
        return std::nullopt;
    }
    const auto* object = find_object(settings, *path);
    if (!object || !exists(*object, *path)) {
        view.problem(fmt::format("{} is not among the objects", path->text()));
        return std::nullopt;
    }
    const auto* resource = path->size() == 3 ? object->definition.find(path->resource()) : nullptr;
    if (resource && !resource->operations.read) {
        view.problem(fmt::format("{} ({}) cannot be read", path->text(), resource->name));
        return std::nullopt;
    }
    if (resource) type = resource->type;
    return path;
}

void read_observe(const View& view, Settings& settings, bool objects_known) {
    for (const auto& item : view.items()) {
        const auto defaults = read_default(item, settings, objects_known);
        if (defaults) settings.observe.push_back(*defaults);
    }
}

}  // namespace agent::config
