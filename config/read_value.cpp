// value: what a resource holds at first, as its type wants it.
#include <fmt/format.h>

#include "config/object_readers.hpp"
#include "config/quoting.hpp"
#include "config/templates.hpp"
#include "lwm2m/base/bytes.hpp"

namespace agent::config {
namespace {

using lwm2m::DataType;

/// { hex: "00ff" }: bytes as people have them; text in base64 is LwM2M's own form.
std::optional<lwm2m::Value> read_bytes(const View& view) {
    MapReader map(view);
    std::optional<lwm2m::Value> value;
    if (const auto hex = map.require("hex")) {
        if (const auto text = hex->text()) {
            if (const auto bytes = from_hex(*text)) {
                value = *bytes;
            } else {
                hex->problem(fmt::format("{} is not hexadecimal: pairs of 0-9 and a-f", quoted(*text)));
            }
        }
    }
    map.finish();
    return value;
}

std::optional<lwm2m::Value> read_string(const View& view) {
    if (view.is_scalar() && view.node().text.empty()) return lwm2m::Value(std::string());
    auto text = read_template(view);
    return text ? std::optional<lwm2m::Value>(std::move(*text)) : std::nullopt;
}

std::optional<lwm2m::Value> read_single(const View& view, DataType type) {
    if (type == DataType::string) return read_string(view);
    if (type == DataType::opaque && view.is_map()) return read_bytes(view);
    if (type == DataType::boolean) {
        const auto value = view.boolean();
        return value ? std::optional<lwm2m::Value>(*value) : std::nullopt;
    }
    const auto text = view.text();
    if (!text) return std::nullopt;
    auto value = lwm2m::parse_text(type, *text);
    if (value) return *value;
    view.problem(fmt::format("{} is not of type {}", quoted(*text), lwm2m::name_of(type)));
    return std::nullopt;
}

/// The value as the server will see it, where that is known before the gateway runs.
std::optional<lwm2m::Value> final_value(const lwm2m::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return value;
    std::string why;
    auto resolved = resolve(*text, TemplateValues{}, why);
    return resolved ? std::optional<lwm2m::Value>(std::move(*resolved)) : std::nullopt;
}

std::optional<lwm2m::Value> read_checked(const View& view, const ResourceContext& resource) {
    const auto type = resource.definition ? resource.definition->type : DataType::string;
    auto value = read_single(view, type);
    if (!value || !resource.definition) return value;
    const auto known = final_value(*value);
    if (!known) return value;
    if (const auto fits = resource.definition->check(*known); !fits) {
        view.problem(fits.error().reason);
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::optional<lwm2m::ResourceValue> read_value(const View& view, const ResourceContext& resource) {
    const bool bytes = resource.definition && resource.definition->type == DataType::opaque;
    if (!resource.definition) {
        if (view.is_scalar()) read_single(view, DataType::string);
        return std::nullopt;
    }
    if (!resource.definition->multiple) {
        if (view.is_map() && !bytes) {
            view.problem("is a map, but the resource has a single value");
            return std::nullopt;
        }
        auto value = read_checked(view, resource);
        return value ? std::optional<lwm2m::ResourceValue>(std::move(*value)) : std::nullopt;
    }
    if (!view.is_map()) {
        view.problem("the resource has instances: write { 0: FIRST, 1: SECOND }");
        return std::nullopt;
    }
    lwm2m::InstanceValues values;
    for (const auto& [id, element] : view.by_id("resource instance")) {
        if (auto value = read_checked(element, resource)) values.emplace_back(id, std::move(*value));
    }
    return values;
}

}  // namespace agent::config
