// objects: what the gateway offers, and observe: how it is watched unless a server says otherwise.
#include <algorithm>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"

namespace agent::config {
namespace {

/// Objects that the agent makes itself.
std::string_view reserved(lwm2m::Id object) {
    switch (object) {
        case 0:
            return "object 0 (Security) is made from servers:";
        case 1:
            return "object 1 (Server) is made from servers:";
        case 2:
            return "object 2 (Access Control) is made from owner: and access: of the objects";
        default:
            return {};
    }
}

std::optional<lwm2m::Id> read_object_id(const View& view, const std::vector<ObjectSettings>& others) {
    const auto number = view.integer(0, 65534);
    if (!number) return std::nullopt;
    const auto id = static_cast<lwm2m::Id>(*number);
    const bool twice = std::ranges::any_of(others, [&](const auto& other) { return other.definition.id == id; });
    if (const auto why = reserved(id); !why.empty()) {
        view.problem(std::string(why));
    } else if (twice) {
        view.problem(fmt::format("object {} is listed already: give it instances:", id));
    } else {
        return id;
    }
    return std::nullopt;
}

/// The resources of one instance; `definition` is nullptr when nothing is known about the object.
std::vector<ResourceSettings> read_resources(const View& view, lwm2m::Id instance, const ObjectSettings& object,
                                             lwm2m::ObjectDefinition* definition) {
    std::vector<ResourceSettings> resources;
    for (const auto& [id, resource_view] : view.by_id("resource")) {
        MapReader map(resource_view);
        ResourceContext resource{.object = object.definition.id,
                                 .instance = instance,
                                 .fill = object.fill.value_or(FillSettings{}),
                                 .of_device = !object.device.is_empty()};
        if (definition) {
            resource.definition = read_declaration(map, id, *definition, object.declared);
        } else {
            map.present({"type", "operations", "multiple", "name", "units"});
        }
        if (resource_view.is_map()) resources.push_back(read_resource(map, id, resource));
        map.finish();
    }
    return resources;
}

void warn_of_missing(const View& view, const std::vector<ResourceSettings>& resources, std::string_view instance,
                     const ObjectSettings& object, const lwm2m::ObjectDefinition& definition) {
    for (const auto& resource : definition.resources) {
        const bool there = std::ranges::any_of(resources, [&](const auto& r) { return r.id == resource.id; });
        if (!resource.mandatory || there) continue;
        view.warning(fmt::format("{}/{}/{} {} is mandatory and not there", object.path().text(), instance, resource.id,
                                 resource.name));
    }
}

InstanceSettings read_instance(const View& view, lwm2m::Id id, const ObjectSettings& object,
                               lwm2m::ObjectDefinition* definition) {
    InstanceSettings instance{.id = id};
    instance.resources = read_resources(view, id, object, definition);
    if (definition) warn_of_missing(view, instance.resources, std::to_string(id), object, *definition);
    return instance;
}

/// The instance of an object with fill: what stands in resources: comes first, then what the agent knows.
void read_filled_instance(MapReader& map, ObjectSettings& object, lwm2m::ObjectDefinition& definition) {
    InstanceSettings instance;
    if (const auto resources = map.find("resources"))
        instance.resources = read_resources(*resources, 0, object, &definition);
    if (const auto left_out = map.find("leave_out")) {
        object.left_out = read_left_out(*left_out, definition.id, instance);
    }
    if (object.fill) add_filled(instance, object, definition);
    warn_of_missing(map.view(), instance.resources, "0", object, definition);
    object.instances.push_back(std::move(instance));
}

void read_instances(const View& view, ObjectSettings& object, lwm2m::ObjectDefinition* definition) {
    const auto instances = view.by_id("object instance");
    if (instances.empty() && view.is_map()) view.problem("is empty: an instance belongs here");
    for (const auto& [id, instance_view] : instances) {
        if (definition && !definition->multiple && id != 0) {
            instance_view.problem(fmt::format("{} has one instance, 0", definition->name));
        }
        MapReader map(instance_view);
        const auto deletable = map.boolean("deletable").value_or(false);
        if (deletable && definition && !definition->multiple) {
            map.at_key("deletable").problem(fmt::format("{} always has its instance", definition->name));
        }
        if (const auto resources = map.require("resources")) {
            object.instances.push_back(read_instance(*resources, id, object, definition));
            object.instances.back().deletable = deletable;
        }
        map.finish();
    }
}

void read_create(const View& view, ObjectSettings& object, lwm2m::ObjectDefinition* definition) {
    if (definition && !definition->multiple) view.problem(fmt::format("{} has one instance, 0", definition->name));
    CreateSettings create;
    MapReader map(view);
    assign(create.most, map.integer("most", 1, 65535));
    if (const auto resources = map.require("resources", "those that each created instance gets")) {
        create.resources = read_resources(*resources, 0, object, definition);
        if (definition) warn_of_missing(*resources, create.resources, "x", object, *definition);
    }
    map.finish();
    object.create = std::move(create);
}

void read_firmware_of(MapReader& map, ObjectSettings& object, const lwm2m::ObjectDefinition* definition,
                      const Context& context) {
    constexpr lwm2m::Id firmware_update = 5;
    for (const auto key : map.present({"resources", "instances", "create", "fill", "leave_out"})) {
        map.at_key(key).problem("stands beside firmware, which makes the object's resources");
    }
    if (map.find("definition")) map.at_key("definition").problem("stands beside firmware, which has its own");
    const auto view = *map.find("firmware");
    if (definition != nullptr && definition->id != firmware_update) {
        map.at_key("firmware").problem("belongs to object 5, Firmware Update");
    }
    read_firmware(view, object, *lwm2m::core_definition(firmware_update), context);
}

/// How the instances are given: resources, instances, create, or fill with or without resources. False when one is too
/// many.
bool check_ways(MapReader& map, const std::vector<std::string_view>& given, bool create, bool fill) {
    if (given.size() == 2) map.at_key("instances").problem("stands beside resources, which are those of instance 0");
    if (!fill && map.find("leave_out")) map.at_key("leave_out").problem("has no meaning without fill");
    if (!fill) {
        if (given.empty() && !create && map.view().is_map()) {
            map.require("resources", "or instances: { 0: { resources: ... } }, or create:");
        }
        return true;
    }
    if (create) map.at_key("create").problem("stands beside fill, which is of instance 0 alone");
    if (given.size() != 1 || given[0] != "instances") return true;
    map.at_key("instances").problem("stands beside fill, which is of instance 0: write resources:");
    return false;
}

/// What is in the object, whichever way it is given.
void read_content(MapReader& map, ObjectSettings& object, lwm2m::ObjectDefinition* definition, const Context& context) {
    if (map.find("firmware")) return read_firmware_of(map, object, definition, context);
    const auto given = map.present({"resources", "instances"});
    const auto create = map.find("create");
    const auto fill = map.find("fill");
    if (fill && definition) object.fill = read_fill(*fill, definition->id);
    const bool one_way = check_ways(map, given, create.has_value(), fill.has_value());
    if (fill) {
        if (definition && one_way) read_filled_instance(map, object, *definition);
    } else if (const auto resources = map.find("resources")) {
        object.instances.push_back(read_instance(*resources, 0, object, definition));
    } else if (const auto instances = map.find("instances")) {
        read_instances(*instances, object, definition);
    }
    if (create && !fill) read_create(*create, object, definition);
}

/// What the agent knows and does it knows of the gateway and does to it, and object 2 says nothing of a device behind
/// it (LwM2M Gateway 1.1 §7).
void check_of_device(MapReader& map) {
    for (const auto key : map.present({"fill", "leave_out", "firmware", "owner", "access"}))
        map.at_key(key).problem("is for the objects of the gateway itself");
}

}  // namespace

std::optional<ObjectSettings> read_object(const View& view, const std::vector<ObjectSettings>& others,
                                          lwm2m::DevicePrefix device, const Settings& settings,
                                          const Context& context) {
    const auto before = view.report().problem_count();
    ObjectSettings object{.device = device};
    MapReader map(view);
    const auto id_view = map.require("id");
    const auto id = id_view ? read_object_id(*id_view, others) : std::nullopt;
    assign(object.definition.id, id);
    if (!device.is_empty()) check_of_device(map);
    std::optional<lwm2m::ObjectDefinition> definition;
    if (id) definition = read_definition(map, object, context);
    object.access = read_access(map, id.value_or(0), settings);
    if (!id) map.present({"definition", "name", "version"});
    read_content(map, object, definition ? &*definition : nullptr, context);
    map.finish();
    if (!definition || view.report().problem_count() != before) return std::nullopt;
    object.definition = std::move(*definition);
    return object;
}

void read_objects(const View& view, Settings& settings, const Context& context) {
    for (const auto& item : view.items()) {
        auto object = read_object(item, settings.objects, {}, settings, context);
        if (object) settings.objects.push_back(std::move(*object));
    }
    std::ranges::sort(settings.objects, {}, [](const ObjectSettings& object) { return object.definition.id; });
}

}  // namespace agent::config
