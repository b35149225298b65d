// send: what the device sends of its own accord, and when (LwM2M Core 1.1 §6.4.6).
#include <algorithm>

#include <fmt/format.h>

#include "config/readers.hpp"

namespace agent::config {
namespace {

std::vector<lwm2m::ObjectPath> read_paths(const View& view, const Settings& settings, bool objects_known) {
    std::vector<lwm2m::ObjectPath> paths;
    const auto items = view.items();
    if (items.empty() && view.is_sequence()) view.problem("is empty: a path belongs here");
    for (const auto& item : items) {
        auto type = lwm2m::DataType::none;
        const auto path = objects_known ? read_object_path(item, settings, type) : std::nullopt;
        if (!path) continue;
        if (std::ranges::count(paths, *path) > 0) item.problem(fmt::format("{} is listed twice", path->text()));
        paths.push_back(*path);
    }
    return paths;
}

/// A bootstrap may bring servers that are not configured: with one, any short id may come.
std::optional<std::uint16_t> read_server(const View& view, const Settings& settings) {
    const auto id = view.integer(1, 65534);
    if (!id) return std::nullopt;
    const auto is_it = [&](const ServerSettings& server) { return server.account.short_id == *id; };
    if (!settings.bootstrap && std::ranges::none_of(settings.servers, is_it)) {
        view.problem(fmt::format("there is no server with short_id {}", *id));
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(*id);
}

lwm2m::SendRule read_rule(const View& view, const Settings& settings, bool objects_known) {
    constexpr auto shortest = std::chrono::seconds(1);
    constexpr auto longest = std::chrono::days(365);
    MapReader map(view);
    lwm2m::SendRule rule;
    if (const auto paths = map.require("paths")) rule.paths = read_paths(*paths, settings, objects_known);
    rule.on_change = map.boolean("on_change").value_or(false);
    rule.every = map.duration("every", shortest, longest);
    assign(rule.pmin, map.duration("pmin", Duration::zero(), longest));
    if (const auto servers = map.find("servers")) {
        for (const auto& item : servers->items())
            if (const auto server = read_server(item, settings)) rule.servers.push_back(*server);
    }
    if (!rule.on_change && map.find("pmin")) map.at_key("pmin").problem("has no meaning without on_change: true");
    if (!rule.on_change && !map.find("every") && view.is_map()) {
        view.problem("says no time: on_change: true, or every: 15min");
    }
    map.finish();
    return rule;
}

}  // namespace

void read_send(const View& view, Settings& settings, bool objects_known) {
    for (const auto& item : view.items()) settings.send.push_back(read_rule(item, settings, objects_known));
}

}  // namespace agent::config
