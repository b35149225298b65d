// `objects`, `read` and `observations`.
#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/show.hpp"
#include "daemon/agentctl/table.hpp"

namespace agent::daemon::agentctl {
namespace {

std::string instances_text(const Json& object) {
    Table table;
    for (const auto& instance : list_at(object, "instances")) {
        const auto& resources = list_at(instance, "resources");
        if (resources.empty()) table.add({text_at(instance, "path"), "", "", "(no resources)"});
        for (const auto& resource : resources) {
            auto type = text_at(resource, "type");
            if (flag_at(resource, "multiple")) type += "[]";
            auto about = text_at(resource, "name");
            if (const auto units = text_at(resource, "units"); !units.empty()) about += fmt::format(", {}", units);
            if (const auto range = text_at(resource, "range"); !range.empty()) about += fmt::format(", {}", range);
            table.add({text_at(resource, "path"), text_at(resource, "operations"), type, about});
        }
    }
    return table.text("  ");
}

}  // namespace

std::string objects_text(const Json& answer) {
    std::string text;
    for (const auto& object : list_at(answer, "objects")) {
        text += fmt::format("{} {} {}\n", text_at(object, "path"), text_at(object, "name"), text_at(object, "version"));
        text += instances_text(object);
    }
    return text;
}

std::string values_text(const Json& answer) {
    const auto& values = list_at(answer, "values");
    if (values.size() == 1) return text_at(values.front(), "value") + '\n';
    Table table;
    for (const auto& value : values) {
        auto about = text_at(value, "name");
        if (const auto units = text_at(value, "units"); !units.empty()) about += fmt::format(", {}", units);
        table.add({text_at(value, "path"), text_at(value, "value"), about});
    }
    return table.text();
}

std::string observations_text(const Json& answer) {
    const auto& observations = list_at(answer, "observations");
    if (observations.empty()) return "no server observes anything\n";
    Table table({false, false, true, false});
    table.add({"SERVER", "PATH", "NOTIFICATIONS", "ATTRIBUTES"});
    for (const auto& observation : observations) {
        auto paths = text_at(observation, "path");
        for (const auto& path : list_at(observation, "also"))
            if (path.is_string()) paths += ' ' + path.get<std::string>();
        table.add({text_at(observation, "server"), paths, text_at(observation, "notifications"),
                   text_at(observation, "attributes")});
    }
    return table.text();
}

}  // namespace agent::daemon::agentctl
