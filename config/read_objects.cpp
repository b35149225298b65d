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

/// The resources of one instance; `definition` is nullptr when nothing is known about the object.
std::vector<ResourceSettings> read_resources(const View& view, lwm2m::ObjectDefinition* definition, bool declared) {
    std::vector<ResourceSettings> resources;
    for (const auto& [id, resource_view] : view.by_id("resource")) {
        MapReader map(resource_view);
        ResourceContext resource;
        if (definition) {
            resource.definition = read_declaration(map, id, *definition, declared);
        } else {
            map.present({"type", "operations", "multiple", "name", "units"});
        }
        if (resource_view.is_map()) resources.push_back(read_resource(map, id, resource));
        map.finish();
    }
    return resources;
}

void warn_of_missing(const View& view, const std::vector<ResourceSettings>& resources, std::string_view instance,
                     const lwm2m::ObjectDefinition& definition) {
    for (const auto& resource : definition.resources) {
        const bool there = std::ranges::any_of(resources, [&](const auto& r) { return r.id == resource.id; });
        if (!resource.mandatory || there) continue;
        view.warning(fmt::format("/{}/{}/{} {} is mandatory and not there", definition.id, instance, resource.id,
                                 resource.name));
    }
}

InstanceSettings read_instance(const View& view, lwm2m::Id id, bool declared, lwm2m::ObjectDefinition* definition) {
    InstanceSettings instance{.id = id};
    instance.resources = read_resources(view, definition, declared);
    if (definition) warn_of_missing(view, instance.resources, std::to_string(id), *definition);
    return instance;
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
            object.instances.push_back(read_instance(*resources, id, object.declared, definition));
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
        create.resources = read_resources(*resources, definition, object.declared);
        if (definition) warn_of_missing(*resources, create.resources, "x", *definition);
    }
    map.finish();
    object.create = std::move(create);
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
    if (given.size() == 2) map.at_key("instances").problem("stands beside resources, which are those of instance 0");
    const auto create = map.find("create");
    if (given.empty() && !create && view.is_map()) {
        map.require("resources", "or instances: { 0: { resources: ... } }, or create:");
    }
    if (const auto resources = map.find("resources")) {
        object.instances.push_back(read_instance(*resources, 0, object.declared, known));
    } else if (const auto instances = map.find("instances")) {
        read_instances(*instances, object, known);
    }
    if (create) read_create(*create, object, known);
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
