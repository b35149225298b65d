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
            return "object 2 (Access Control) is not for the configuration: every server may do everything";
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

/// Reads the resources of one instance; `definition` is nullptr when nothing is known about the object.
void read_resources(const View& view, InstanceSettings& instance, const ObjectSettings& object,
                    lwm2m::ObjectDefinition* definition) {
    for (const auto& [id, resource_view] : view.by_id("resource")) {
        MapReader map(resource_view);
        ResourceContext resource{
            .object = object.definition.id, .instance = instance.id, .fill = object.fill.value_or(FillSettings{})};
        if (definition) {
            resource.definition = read_declaration(map, id, *definition, object.declared);
        } else {
            map.present({"type", "operations", "multiple", "name", "units"});
        }
        if (resource_view.is_map()) instance.resources.push_back(read_resource(map, id, resource));
        map.finish();
    }
}

void warn_of_missing(const View& view, const InstanceSettings& instance, const lwm2m::ObjectDefinition& definition) {
    for (const auto& resource : definition.resources) {
        const bool there = std::ranges::any_of(instance.resources, [&](const auto& r) { return r.id == resource.id; });
        if (!resource.mandatory || there) continue;
        view.warning(fmt::format("/{}/{}/{} {} is mandatory and not there", definition.id, instance.id, resource.id,
                                 resource.name));
    }
}

void read_instance(const View& view, lwm2m::Id id, ObjectSettings& object, lwm2m::ObjectDefinition* definition) {
    InstanceSettings instance{.id = id};
    read_resources(view, instance, object, definition);
    if (definition) warn_of_missing(view, instance, *definition);
    object.instances.push_back(std::move(instance));
}

/// The instance of an object with fill: what stands in resources: comes first, then what the agent knows.
void read_filled_instance(MapReader& map, ObjectSettings& object, lwm2m::ObjectDefinition& definition) {
    InstanceSettings instance;
    if (const auto resources = map.find("resources")) read_resources(*resources, instance, object, &definition);
    if (const auto left_out = map.find("leave_out")) {
        object.left_out = read_left_out(*left_out, definition.id, instance);
    }
    if (object.fill) add_filled(instance, object, definition);
    warn_of_missing(map.view(), instance, definition);
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
        if (const auto resources = map.require("resources")) read_instance(*resources, id, object, definition);
        map.finish();
    }
}

/// How the instances are given: resources, instances, or fill with or without resources. False when one is too many.
bool check_ways(MapReader& map, const std::vector<std::string_view>& given, bool fill) {
    if (given.size() == 2) map.at_key("instances").problem("stands beside resources, which are those of instance 0");
    if (!fill && map.find("leave_out")) map.at_key("leave_out").problem("has no meaning without fill");
    if (!fill) {
        if (given.empty() && map.view().is_map()) map.require("resources", "or instances: { 0: { resources: ... } }");
        return true;
    }
    if (given.size() != 1 || given[0] != "instances") return true;
    map.at_key("instances").problem("stands beside fill, which is of instance 0: write resources:");
    return false;
}

std::optional<ObjectSettings> read_object(const View& view, const std::vector<ObjectSettings>& others,
                                          const Context& context) {
    const auto before = view.report().problem_count();
    ObjectSettings object;
    MapReader map(view);
    const auto id_view = map.require("id");
    const auto id = id_view ? read_object_id(*id_view, others) : std::nullopt;
    assign(object.definition.id, id);
    std::optional<lwm2m::ObjectDefinition> definition;
    if (id) definition = read_definition(map, object, context);
    auto* known = definition ? &*definition : nullptr;
    const auto given = map.present({"resources", "instances"});
    if (!id) map.present({"definition", "name", "version"});
    const auto fill = map.find("fill");
    if (fill && known) object.fill = read_fill(*fill, known->id);
    const bool one_way = check_ways(map, given, fill.has_value());
    if (fill) {
        if (known && one_way) read_filled_instance(map, object, *known);
    } else if (const auto resources = map.find("resources")) {
        read_instance(*resources, 0, object, known);
    } else if (const auto instances = map.find("instances")) {
        read_instances(*instances, object, known);
    }
    map.finish();
    if (!definition || view.report().problem_count() != before) return std::nullopt;
    object.definition = std::move(*definition);
    return object;
}

}  // namespace

void read_objects(const View& view, Settings& settings, const Context& context) {
    for (const auto& item : view.items()) {
        auto object = read_object(item, settings.objects, context);
        if (object) settings.objects.push_back(std::move(*object));
    }
    std::ranges::sort(settings.objects, {}, [](const ObjectSettings& object) { return object.definition.id; });
}

}  // namespace agent::config
