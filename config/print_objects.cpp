// Objects, resources and their handlers as YAML.
#include <string>

#include <fmt/format.h>

#include "config/print_parts.hpp"
#include "config/units.hpp"
#include "modem/module/address_literal.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;

std::string_view spelled(DataType type) {
    switch (type) {
        case DataType::none:
            break;
        case DataType::string:
            return "string";
        case DataType::integer:
            return "integer";
        case DataType::unsigned_integer:
            return "unsigned";
        case DataType::floating:
            return "float";
        case DataType::boolean:
            return "boolean";
        case DataType::opaque:
            return "opaque";
        case DataType::time:
            return "time";
        case DataType::object_link:
            return "objlnk";
        case DataType::core_link:
            return "corelnk";
    }
    return "none";
}

std::string_view spelled(const lwm2m::Operations& operations) {
    return operations.execute ? "E" : operations.read && operations.write ? "RW" : operations.write ? "W" : "R";
}

void print_value(YamlWriter& out, std::string_view key, const lwm2m::Value& value) {
    if (const auto* truth = std::get_if<bool>(&value)) return out.boolean(key, *truth);
    if (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<std::uint64_t>(value)) {
        return out.plain(key, lwm2m::to_text(value));
    }
    if (const auto* bytes = std::get_if<Bytes>(&value)) {
        out.open(key);
        out.text("hex", to_hex(*bytes));
        return out.close();
    }
    out.text(key, lwm2m::to_text(value));
}

void print_initial(YamlWriter& out, const lwm2m::ResourceValue& value) {
    if (const auto* single = std::get_if<lwm2m::Value>(&value)) return print_value(out, "value", *single);
    out.open("value");
    for (const auto& [id, element] : std::get<lwm2m::InstanceValues>(value)) {
        print_value(out, std::to_string(id), element);
    }
    out.close();
}

void print_match(YamlWriter& out, const std::optional<std::string>& match, double scale) {
    if (match) out.text("match", *match);
    if (scale != 1.0) out.number("scale", scale);
}

struct HandlerPrinter {
    YamlWriter& out;

    void operator()(const ValueSettings& value) const {
        if (value.initial) print_initial(out, *value.initial);
    }
    void operator()(const FileSettings& file) const {
        out.open("file");
        out.text("path", file.path);
        print_match(out, file.match, file.scale);
        out.plain("max_size", size_text(file.max_size));
        out.close();
    }
    void operator()(const CommandSettings& command) const {
        out.open("command");
        print_argv(out, "argv", command.argv);
        out.plain("timeout", duration_text(command.timeout));
        out.plain("max_output", size_text(command.max_output));
        print_match(out, command.match, command.scale);
        out.close();
    }
    void operator()(const AtSettings& at) const {
        out.open("at");
        out.text("query", at.query);
        out.text("match", at.match);
        if (at.map) out.text("map", *at.map);
        out.plain("timeout", duration_text(at.timeout));
        out.close();
    }
    void operator()(const ClockSettings&) const { out.plain("clock", "system"); }
    void operator()(const DeviceObjectsSettings&) const {}
    void operator()(const FillSettings&) const { out.plain("fill", "auto"); }
    void operator()(const ExecuteSettings& execute) const {
        out.open("execute");
        print_argv(out, "command", execute.argv);
        out.plain("delay", duration_text(execute.delay));
        out.plain("timeout", duration_text(execute.timeout));
        out.close();
    }
};

void print_declaration(YamlWriter& out, const lwm2m::ResourceDefinition& definition) {
    if (definition.type != DataType::none) out.plain("type", spelled(definition.type));
    out.plain("operations", spelled(definition.operations));
    if (definition.multiple) out.boolean("multiple", true);
    out.text("name", definition.name);
    if (!definition.units.empty()) out.text("units", definition.units);
}

void print_resource(YamlWriter& out, const ResourceSettings& resource, const ObjectSettings& object) {
    out.open(std::to_string(resource.id));
    if (const auto* definition = object.definition.find(resource.id); definition && object.declared) {
        print_declaration(out, *definition);
    }
    print_handler(out, resource.handler);
    if (resource.writable) out.boolean("writable", true);
    if (resource.persist) out.boolean("persist", true);
    if (resource.max_size) out.plain("max_size", size_text(*resource.max_size));
    if (resource.refresh) out.plain("refresh", duration_text(*resource.refresh));
    if (resource.on_write) {
        out.open("on_write");
        print_argv(out, "command", resource.on_write->argv);
        out.plain("timeout", duration_text(resource.on_write->timeout));
        out.close();
    }
    out.close();
}

void print_resources(YamlWriter& out, const std::vector<ResourceSettings>& resources, const ObjectSettings& object) {
    out.open("resources");
    for (const auto& resource : resources) print_resource(out, resource, object);
    out.close();
}

/// What the agent would add when this is read again has to be there or left out.
void print_fill(YamlWriter& out, const ObjectSettings& object) {
    const auto& fill = *object.fill;
    out.open("fill");
    out.plain("refresh", duration_text(fill.refresh));
    if (object.definition.id == 3) {
        out.plain("low_signal", std::to_string(fill.low_signal_dbm));
        out.plain("low_memory", size_text(fill.low_memory));
    }
    if (object.definition.id == 6) {
        const auto* form = modem::module::is_ipv6(fill.gpsd_host) ? "[{}]:{}" : "{}:{}";
        out.text("gpsd", fmt::format(fmt::runtime(form), fill.gpsd_host, fill.gpsd_port));
        out.plain("timeout", duration_text(fill.timeout));
    }
    out.close();
    if (object.left_out.empty()) return;
    out.open_list("leave_out");
    for (const auto id : object.left_out) out.plain_item(std::to_string(id));
    out.close();
}

void print_access(YamlWriter& out, const lwm2m::ObjectAccess& access) {
    if (access.owner) out.plain("owner", std::to_string(*access.owner));
    if (access.rights.empty()) return;
    out.open("access");
    for (const auto& [short_id, rights] : access.rights) {
        std::string letters;
        for (unsigned bit = 0; bit < 4; ++bit)
            if ((rights >> bit & 1U) != 0) letters += "RWED"[bit];
        out.plain(short_id == 0 ? "default" : std::to_string(short_id), letters.empty() ? "none" : letters);
    }
    out.close();
}

void print_instances(YamlWriter& out, const ObjectSettings& object) {
    if (!object.instances.empty()) out.open("instances");
    for (const auto& instance : object.instances) {
        out.open(std::to_string(instance.id));
        if (instance.deletable) out.boolean("deletable", true);
        print_resources(out, instance.resources, object);
        out.close();
    }
    if (!object.instances.empty()) out.close();
    if (object.create) {
        out.open("create");
        out.plain("most", std::to_string(object.create->most));
        print_resources(out, object.create->resources, object);
        out.close();
    }
}

}  // namespace

void print_handler(YamlWriter& out, const HandlerSettings& handler) { std::visit(HandlerPrinter{out}, handler); }

void print_object(YamlWriter& out, const ObjectSettings& object) {
    const auto id = std::to_string(object.definition.id);
    out.open_item(id);
    out.plain("id", id);
    if (object.definition_file) out.text("definition", *object.definition_file);
    if (object.declared) {
        out.text("name", object.definition.name);
        out.text("version", object.definition.version.text());
    }
    if (object.access) print_access(out, *object.access);
    if (object.firmware) {
        print_firmware(out, object);
        return out.close();
    }
    if (object.fill) {
        print_fill(out, object);
        print_resources(out, object.instances.front().resources, object);
    } else {
        print_instances(out, object);
    }
    out.close();
}

void print_gateway(YamlWriter& out, const std::vector<GatewayDevice>& devices) {
    out.open("gateway");
    out.open_list("devices");
    for (const auto& device : devices) {
        out.open_item();
        out.text("id", device.id);
        out.text("prefix", device.prefix.text());
        out.open_list("objects");
        for (const auto& object : device.objects) print_object(out, object);
        for (const auto& path : device.links) out.text_item(path.text());
        out.close();
        out.close();
    }
    out.close();
    out.close();
}

}  // namespace agent::config
