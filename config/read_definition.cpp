// What an object and its resources are: built in, from an OMA registry file, or as the YAML declares them.
#include <algorithm>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"
#include "lwm2m/model/registry_xml.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;
using lwm2m::ObjectDefinition;
using lwm2m::Operations;
using lwm2m::ResourceDefinition;

std::optional<ObjectDefinition> read_xml(const View& view, ObjectSettings& object, const Context& context) {
    const auto path = view.text();
    if (!path) return std::nullopt;
    object.definition_file = context.absolute(view, *path);
    constexpr std::size_t limit = 4 * 1024 * 1024;
    const auto content = context.environment.read(*object.definition_file, limit);
    if (!content) {
        view.problem(fmt::format("{}: {}", printable(*object.definition_file), content.error().message()));
        return std::nullopt;
    }
    auto definition = lwm2m::parse_registry_xml(content->text);
    if (!definition) {
        view.problem(fmt::format("{}:{}", printable(*object.definition_file), definition.error().text()));
        return std::nullopt;
    }
    if (definition->id == object.definition.id) return std::move(*definition);
    view.problem(fmt::format("{} defines object {}, not {}", printable(*object.definition_file), definition->id,
                             object.definition.id));
    return std::nullopt;
}

std::optional<lwm2m::Version> read_version(const View& view) {
    const auto text = view.text();
    if (!text) return std::nullopt;
    const auto digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    if (text->size() == 3 && digit((*text)[0]) && (*text)[1] == '.' && digit((*text)[2])) {
        return lwm2m::Version{static_cast<std::uint8_t>((*text)[0] - '0'), static_cast<std::uint8_t>((*text)[2] - '0')};
    }
    view.problem(fmt::format("{} is no version: two numbers such as 1.0", quoted(*text)));
    return std::nullopt;
}

void refuse(MapReader& map, std::initializer_list<std::string_view> keys, std::string_view why) {
    for (const auto key : map.present(keys)) map.at_key(key).problem(std::string(why));
}

std::optional<DataType> read_type(const View& view) {
    const auto place =
        view.choice({"string", "integer", "unsigned", "float", "boolean", "opaque", "time", "objlnk", "corelnk"});
    if (!place) return std::nullopt;
    constexpr DataType types[] = {DataType::string,   DataType::integer,     DataType::unsigned_integer,
                                  DataType::floating, DataType::boolean,     DataType::opaque,
                                  DataType::time,     DataType::object_link, DataType::core_link};
    return types[*place];
}

std::optional<Operations> read_operations(const View& view) {
    const auto place = view.choice({"R", "W", "RW", "E"});
    if (!place) return std::nullopt;
    return Operations{.read = *place == 0 || *place == 2, .write = *place == 1 || *place == 2, .execute = *place == 3};
}

std::string_view spelled(const Operations& operations) {
    return operations.execute ? "E" : operations.read && operations.write ? "RW" : operations.write ? "W" : "R";
}

/// What the YAML says must be what is known.
void compare(MapReader& map, const ResourceDefinition& known) {
    if (const auto view = map.find("type")) {
        const auto type = read_type(*view);
        if (type && *type != known.type)
            view->problem(fmt::format("{} is of type {}", known.name, name_of(known.type)));
    }
    if (const auto view = map.find("operations")) {
        const auto operations = read_operations(*view);
        if (operations && *operations != known.operations) {
            view->problem(fmt::format("{} has the operations {}", known.name, spelled(known.operations)));
        }
    }
    if (const auto view = map.find("multiple")) {
        const auto multiple = view->boolean();
        if (multiple && *multiple != known.multiple) {
            view->problem(fmt::format("{} has {}", known.name, known.multiple ? "instances" : "a single value"));
        }
    }
    if (const auto view = map.find("name")) {
        const auto name = view->text();
        if (name && *name != known.name) view->problem(fmt::format("its name is {}", known.name));
    }
    if (const auto view = map.find("units")) {
        const auto units = view->text();
        if (units && *units != known.units) view->problem(fmt::format("its units are \"{}\"", known.units));
    }
}

const ResourceDefinition* declare(MapReader& map, lwm2m::Id id, ObjectDefinition& definition) {
    const auto operations_view = map.require("operations", "R, W, RW or E, as the object has no definition");
    const auto operations = operations_view ? read_operations(*operations_view) : std::nullopt;
    ResourceDefinition resource{.id = id, .name = fmt::format("/{}/x/{}", definition.id, id)};
    assign(resource.operations, operations);
    assign(resource.multiple, map.boolean("multiple"));
    assign(resource.name, map.text("name"));
    assign(resource.units, map.text("units"));
    const bool executable = operations && operations->execute;
    std::optional<DataType> type = DataType::none;
    if (executable) {
        refuse(map, {"type", "multiple", "units"}, "what is executed has no value");
    } else {
        const auto type_view = map.require("type", "string, integer, float..., as the object has no definition");
        type = type_view ? read_type(*type_view) : std::nullopt;
    }
    if (!operations || !type) return nullptr;
    resource.type = *type;
    const auto place = std::ranges::lower_bound(definition.resources, id, {}, &ResourceDefinition::id);
    return &*definition.resources.insert(place, std::move(resource));
}

}  // namespace

std::optional<ObjectDefinition> read_definition(MapReader& map, ObjectSettings& object, const Context& context) {
    const auto xml = map.find("definition");
    const auto* core = lwm2m::core_definition(object.definition.id);
    if (xml || core) {
        refuse(map, {"name", "version"}, xml ? "the definition says it" : "the object is built in and has its own");
        return xml ? read_xml(*xml, object, context) : *core;
    }
    object.declared = true;
    ObjectDefinition definition{.id = object.definition.id, .multiple = true};
    definition.name = map.text("name").value_or(fmt::format("Object {}", definition.id));
    if (const auto version = map.find("version")) assign(definition.version, read_version(*version));
    return definition;
}

const ResourceDefinition* read_declaration(MapReader& map, lwm2m::Id id, ObjectDefinition& definition, bool declared) {
    if (const auto* known = definition.find(id)) {
        compare(map, *known);
        return known;
    }
    if (declared) return declare(map, id, definition);
    map.present({"type", "operations", "multiple", "name", "units"});
    map.view().problem(fmt::format("object {} ({}) has no resource {}", definition.id, definition.name, id));
    return nullptr;
}

}  // namespace agent::config
