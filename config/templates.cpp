#include "config/templates.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/settings.hpp"
#include "config/suggestion.hpp"

namespace agent::config {
namespace {

constexpr std::array<std::string_view, 6> names{"modem.imei", "modem.iccid", "modem.imsi",
                                                "hostname",   "machine_id",  "endpoint"};
constexpr std::array<std::string TemplateValues::*, 6> members{&TemplateValues::imei,       &TemplateValues::iccid,
                                                               &TemplateValues::imsi,       &TemplateValues::hostname,
                                                               &TemplateValues::machine_id, &TemplateValues::endpoint};

/// Calls literal(text) and placeholder(index of names) in turn; false with a reason in `why`.
template<class Literal, class Placeholder>
bool walk(std::string_view text, Literal literal, Placeholder placeholder, std::string& why) {
    while (!text.empty()) {
        const auto brace = std::min(text.find_first_of("{}"), text.size());
        literal(text.substr(0, brace));
        text.remove_prefix(brace);
        if (text.empty()) break;
        if (text.size() > 1 && text[1] == text[0]) {
            literal(text.substr(0, 1));
            text.remove_prefix(2);
            continue;
        }
        const auto end = text.find('}');
        if (text[0] == '}' || end == std::string_view::npos) {
            why = fmt::format("a lone {0}: write {0}{0} for the brace itself", text[0]);
            return false;
        }
        const auto name = text.substr(1, end - 1);
        if (name.starts_with("var.")) {  // one that is not known, which has been told where it was looked for
            text.remove_prefix(end + 1);
            continue;
        }
        const auto known = std::ranges::find(names, name);
        if (known == names.end()) {
            why = fmt::format("unknown placeholder {{{}}}{}: {} are known; write {{{{ for a brace itself",
                              printable(name), did_you_mean(name, names), fmt::join(names, ", "));
            return false;
        }
        if (!placeholder(static_cast<std::size_t>(known - names.begin()))) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

bool resolve_in_place(std::string& text, const TemplateValues& values, std::string& why) {
    auto resolved = resolve(text, values, why);
    if (!resolved) return false;
    text = std::move(*resolved);
    return true;
}

/// visit(text, where) for every text among the values of an instance's resources; stops when it returns false.
template<class Resources, class Visit>
bool each_text(Resources& resources, const std::string& instance, Visit visit) {
    for (auto& resource : resources) {
        auto* value = std::get_if<ValueSettings>(&resource.handler);
        if (!value || !value->initial) continue;
        const auto path = instance + "/" + std::to_string(resource.id);
        if (auto* single = std::get_if<lwm2m::Value>(&*value->initial)) {
            if (auto* text = std::get_if<std::string>(single); text && !visit(*text, path)) return false;
            continue;
        }
        for (auto& [id, element] : std::get<lwm2m::InstanceValues>(*value->initial)) {
            if (auto* text = std::get_if<std::string>(&element); text && !visit(*text, path)) return false;
        }
    }
    return true;
}

template<class Objects, class Visit>
bool each_text_of(Objects& objects, Visit visit) {
    for (auto& object : objects) {
        if (object.firmware) {
            for (auto& key : object.firmware->keys)
                if (!visit(key.psk.identity, "firmware.keys.psk.identity")) return false;
        }
        const auto path = object.path().text();
        for (auto& instance : object.instances) {
            if (!each_text(instance.resources, path + "/" + std::to_string(instance.id), visit)) return false;
        }
        if (object.create && !each_text(object.create->resources, path + "/x", visit)) return false;
    }
    return true;
}

/// visit(text, where) for every string with placeholders; stops when it returns false.
template<class SomeSettings, class Visit>
bool each_template(SomeSettings& settings, Visit visit) {
    if (!visit(settings.endpoint, "endpoint")) return false;
    for (auto& server : settings.servers) {
        if (server.account.psk && !visit(server.account.psk->identity, "servers.psk.identity")) return false;
    }
    if (settings.bootstrap && settings.bootstrap->account.psk &&
        !visit(settings.bootstrap->account.psk->identity, "bootstrap.psk.identity")) {
        return false;
    }
    if (!each_text_of(settings.objects, visit)) return false;
    return std::ranges::all_of(settings.gateway, [&](auto& device) { return each_text_of(device.objects, visit); });
}

}  // namespace

std::optional<std::vector<std::string>> placeholders(std::string_view text, std::string& why) {
    std::vector<std::string> found;
    const auto note = [&](std::size_t index) {
        if (std::ranges::find(found, names[index]) == found.end()) found.emplace_back(names[index]);
        return true;
    };
    if (!walk(
            text, [](std::string_view) {}, note, why))
        return std::nullopt;
    return found;
}

std::optional<std::string> resolve(std::string_view text, const TemplateValues& values, std::string& why) {
    std::string resolved;
    const auto fill = [&](std::size_t index) {
        const auto& value = values.*members[index];
        if (value.empty()) why = fmt::format("{{{}}} is not known", names[index]);
        resolved += value;
        return !value.empty();
    };
    if (!walk(
            text, [&](std::string_view part) { resolved += part; }, fill, why))
        return std::nullopt;
    return resolved;
}

std::vector<std::string> placeholders_of(const Settings& settings) {
    std::vector<std::string> all;
    each_template(settings, [&](const std::string& text, const auto&) {
        std::string why;
        for (auto& name : placeholders(text, why).value_or(std::vector<std::string>{})) {
            if (std::ranges::find(all, name) == all.end()) all.push_back(std::move(name));
        }
        return true;
    });
    return all;
}

bool resolve_templates(Settings& settings, TemplateValues values, std::string& why) {
    values.endpoint.clear();
    auto endpoint = resolve(settings.endpoint, values, why);
    if (!endpoint) {
        why = "endpoint: " + why;
        return false;
    }
    values.endpoint = *endpoint;
    settings.endpoint.clear();
    const bool done = each_template(settings, [&](std::string& text, const auto& where) {
        if (resolve_in_place(text, values, why)) return true;
        why = std::string(where) + ": " + why;
        return false;
    });
    settings.endpoint = std::move(*endpoint);
    return done;
}

}  // namespace agent::config
