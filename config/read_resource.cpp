// One resource: its handler, what a server may do with it, and whether its definition agrees.
#include <algorithm>

#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/templates.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;

bool is_value(const HandlerSettings& handler) { return std::holds_alternative<ValueSettings>(handler); }
bool is_file(const HandlerSettings& handler) { return std::holds_alternative<FileSettings>(handler); }
bool is_execute(const HandlerSettings& handler) { return std::holds_alternative<ExecuteSettings>(handler); }

/// Whether the handler and the definition's operations fit.
void check_operations(MapReader& map, const ResourceSettings& settings, const lwm2m::ResourceDefinition& definition) {
    const auto& operations = definition.operations;
    if (operations.execute && !is_execute(settings.handler)) {
        map.view().problem(
            fmt::format("{} is executed, not read: execute: {{ command: [PROGRAM] }} belongs here", definition.name));
        return;
    }
    if (operations.execute) return;
    if (is_execute(settings.handler)) {
        map.at_key("execute").problem(fmt::format("{} cannot be executed", definition.name));
    }
    const bool has_source = !is_value(settings.handler) && !is_file(settings.handler) && !is_execute(settings.handler);
    if (has_source && !operations.read) {
        map.view().problem(fmt::format("{} cannot be read: only a write reaches it", definition.name));
    }
    if (operations.write) return;
    for (const auto key : map.present({"writable", "persist", "on_write"})) {
        const auto view = *map.find(key);
        if (view.is_scalar() && view.node().text == "false") continue;
        map.at_key(key).problem(fmt::format("{} cannot be written", definition.name));
    }
}

/// Whether a write has somewhere to go.
void check_write(MapReader& map, const ResourceSettings& settings) {
    const auto at = [&](std::string_view key) { return map.at_key(key); };
    if (is_execute(settings.handler)) {
        for (const auto key : map.present({"writable", "persist", "on_write", "max_size", "refresh"})) {
            at(key).problem("has no meaning beside execute");
        }
        return;
    }
    if (settings.persist && !is_value(settings.handler)) {
        at("persist").problem("keeps what the agent holds itself, not what a handler gives");
    }
    if (!settings.writable) {
        for (const auto key : map.present({"persist", "on_write"})) {
            if (key == "on_write" || settings.persist) at(key).problem("stands beside writable: false");
        }
        return;
    }
    if (settings.on_write || is_value(settings.handler)) return;
    const auto* file = std::get_if<FileSettings>(&settings.handler);
    if (!file) {
        at("writable").problem("nothing takes what is written: add on_write");
    } else if (file->match) {
        at("writable").problem("match reads a part of the file, which cannot be written: add on_write");
    }
}

void check_refresh(MapReader& map, const ResourceSettings& settings) {
    if (!settings.refresh || !is_value(settings.handler)) return;
    map.at_key("refresh").problem("a value that the agent holds itself is always fresh");
}

std::size_t longest_initial(const lwm2m::ResourceValue& value) {
    const auto size = [](const lwm2m::Value& single) -> std::size_t {
        if (const auto* bytes = std::get_if<Bytes>(&single)) return bytes->size();
        const auto* text = std::get_if<std::string>(&single);
        std::string why;
        return text ? resolve(*text, TemplateValues{}, why).value_or("").size() : 0;
    };
    if (const auto* single = std::get_if<lwm2m::Value>(&value)) return size(*single);
    std::size_t longest = 0;
    for (const auto& [id, element] : std::get<lwm2m::InstanceValues>(value)) longest = std::max(longest, size(element));
    return longest;
}

void check_size(MapReader& map, const ResourceSettings& settings, const ResourceContext& resource) {
    if (!settings.max_size) return;
    const auto type = resource.definition ? resource.definition->type : DataType::string;
    if (type != DataType::string && type != DataType::opaque && type != DataType::core_link) {
        map.at_key("max_size")
            .problem(fmt::format("limits text and bytes, but the resource is of type {}", name_of(type)));
    }
    const auto* value = std::get_if<ValueSettings>(&settings.handler);
    if (!value || !value->initial || longest_initial(*value->initial) <= *settings.max_size) return;
    map.at_key("value").problem(fmt::format("is longer than max_size"));
}

}  // namespace

ResourceSettings read_resource(MapReader& map, lwm2m::Id id, const ResourceContext& resource) {
    if (map.find("fill")) return read_filled_resource(map, id, resource).value_or(ResourceSettings{.id = id});
    ResourceSettings settings{.id = id, .handler = read_handler(map, resource)};
    const auto writable = map.boolean("writable");
    settings.persist = map.boolean("persist").value_or(false);
    settings.max_size = map.size("max_size", 1, 1024 * 1024);
    settings.refresh = map.duration("refresh", 100ms, 30 * 24h);
    if (const auto on_write = map.find("on_write")) settings.on_write = read_on_write(*on_write);
    settings.writable = writable.value_or(settings.persist || settings.on_write);
    if (resource.definition) check_operations(map, settings, *resource.definition);
    check_write(map, settings);
    check_refresh(map, settings);
    check_size(map, settings, resource);
    return settings;
}

}  // namespace agent::config
