#include "daemon/control/value_text.hpp"

#include <fmt/format.h>

namespace agent::daemon::control {
namespace {

using lwm2m::DataType;

std::string_view spelling_of(DataType type) {
    switch (type) {
        case DataType::boolean:
            return ", spelt 0 or 1";
        case DataType::opaque:
            return ", spelt as base64";
        case DataType::time:
            return ", in seconds since 1970";
        case DataType::object_link:
            return ", spelt OBJECT:INSTANCE";
        default:
            return "";
    }
}

Problem refused(const lwm2m::ResourceDefinition& definition, const std::string& text, const lwm2m::Failure& failure) {
    auto problem = problem_of(failure);
    problem.where = whole(text);
    if (definition.type == DataType::none) {
        problem.help = fmt::format("{} is executed: `lwm2m-agentctl execute`", definition.name);
        return problem;
    }
    problem.help = fmt::format("{} is of type {}{}{}", definition.name, lwm2m::name_of(definition.type),
                               spelling_of(definition.type),
                               definition.range_text.empty() ? "" : fmt::format(", {}", definition.range_text));
    return problem;
}

Checked<lwm2m::Value> parse_one(const lwm2m::ResourceDefinition& definition, const std::string& text) {
    auto value = lwm2m::parse_text(definition.type, text);
    if (!value) return refused(definition, text, value.error());
    if (auto checked = definition.check(*value); !checked) return refused(definition, text, checked.error());
    return std::move(*value);
}

Problem misplaced(const lwm2m::ObjectDefinition& object, const lwm2m::ResourceDefinition* resource,
                  const GivenPlace& place, const std::string& text) {
    const auto where = text_of(place);
    Problem problem{.kind = "bad_argument",
                    .message = fmt::format("object {} ({}) has no resource {}", object.id, object.name, place.resource),
                    .where = Excerpt{where + "=" + text, 0, where.size()},
                    .help = "values are written as RESOURCE=VALUE",
                    .code = coap::code::bad_request};
    if (resource == nullptr) return problem;
    problem.message = fmt::format("{} has {}", resource->name, resource->multiple ? "several instances" : "one value");
    problem.help = fmt::format("write {}{}={}", place.resource, resource->multiple ? "/0" : "", text);
    return problem;
}

}  // namespace

std::pair<std::optional<lwm2m::Id>, std::string> split_instance(const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) return {std::nullopt, word};
    const auto path = lwm2m::ObjectPath::parse(word.substr(0, equals));
    if (!path || !path->is_own() || path->size() != 1 || word.front() == '/') return {std::nullopt, word};
    return {path->object(), word.substr(equals + 1)};
}

Checked<lwm2m::ResourceValue> parse_value(const lwm2m::ResourceDefinition& definition, const lwm2m::ObjectPath& path,
                                          ValueText text) {
    if (path.size() < 4 && definition.multiple && std::holds_alternative<std::string>(text)) {
        auto [id, value] = split_instance(std::get<std::string>(text));
        if (id) text = std::map<lwm2m::Id, std::string>{{*id, std::move(value)}};
    }
    const auto* one = std::get_if<std::string>(&text);
    const bool wants_one = path.size() == 4 || !definition.multiple;
    if (wants_one != (one != nullptr)) {
        const auto help =
            wants_one
                ? fmt::format("write one value: lwm2m-agentctl write {} VALUE", path.text())
                : fmt::format("write {0}/0 VALUE, or all of its instances: write {0} 0=VALUE 1=VALUE", path.text());
        return Problem{.kind = "bad_argument",
                       .message = fmt::format("{} ({}) has {}", path.text(), definition.name,
                                              wants_one ? "one value" : "several instances"),
                       .where = whole(path.text()),
                       .help = help,
                       .code = coap::code::bad_request};
    }
    if (one != nullptr) {
        auto value = parse_one(definition, *one);
        if (!value) return value.error();
        if (path.size() < 4) return lwm2m::ResourceValue(std::move(*value));
        lwm2m::InstanceValues instances;
        instances.emplace_back(path.resource_instance(), std::move(*value));
        return lwm2m::ResourceValue(std::move(instances));
    }
    lwm2m::InstanceValues instances;
    for (const auto& [id, element] : std::get<1>(text)) {
        auto value = parse_one(definition, element);
        if (!value) return value.error();
        instances.emplace_back(id, std::move(*value));
    }
    return lwm2m::ResourceValue(std::move(instances));
}

Checked<lwm2m::GivenValues> parse_given(const lwm2m::ObjectDefinition& definition, const GivenText& given) {
    lwm2m::GivenValues values;
    for (const auto& [place, text] : given) {
        const auto* resource = definition.find(place.resource);
        if (resource == nullptr || resource->multiple != place.instance.has_value())
            return misplaced(definition, resource, place, text);
        auto value = parse_one(*resource, text);
        if (!value) return value.error();
        if (!place.instance) {
            values.emplace_back(place.resource, std::move(*value));
            continue;
        }
        if (values.empty() || values.back().first != place.resource)
            values.emplace_back(place.resource, lwm2m::InstanceValues{});
        std::get<lwm2m::InstanceValues>(values.back().second).emplace_back(*place.instance, std::move(*value));
    }
    return values;
}

}  // namespace agent::daemon::control
