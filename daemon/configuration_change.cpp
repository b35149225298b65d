#include "daemon/configuration_change.hpp"

#include <algorithm>

namespace agent::daemon {
namespace {

template<class T>
void keep(ConfigurationChange& change, std::string key, const T& now, T& next) {
    if (now == next) return;
    next = now;
    change.needs_restart.push_back(std::move(key));
}

bool is_firmware(const config::ObjectSettings& object) { return object.firmware.has_value(); }

/// An update may be under way, and what carries it out is made once.
void keep_firmware(ConfigurationChange& change, const config::Settings& now, config::Settings& next) {
    const auto had = std::ranges::find_if(now.objects, is_firmware);
    const auto has = std::ranges::find_if(next.objects, is_firmware);
    const bool same =
        (had == now.objects.end()) == (has == next.objects.end()) && (had == now.objects.end() || *had == *has);
    if (same) return;
    change.needs_restart.emplace_back("objects: 5 (firmware)");
    std::erase_if(next.objects, is_firmware);
    if (had == now.objects.end()) return;
    const auto id = [](const config::ObjectSettings& object) { return object.definition.id; };
    std::erase_if(next.objects, [&](const auto& object) { return id(object) == id(*had); });
    next.objects.insert(std::ranges::lower_bound(next.objects, id(*had), {}, id), *had);
}

bool same_servers(const config::Settings& now, const config::Settings& next) {
    const auto account = [](const config::ServerSettings& server) -> const lwm2m::ServerAccount& {
        return server.account;
    };
    const bool same_bootstrap = now.bootstrap.has_value() == next.bootstrap.has_value() &&
                                (!now.bootstrap || now.bootstrap->account == next.bootstrap->account);
    return same_bootstrap && std::ranges::equal(now.servers, next.servers, {}, account, account);
}

}  // namespace

ConfigurationChange take_over(const config::Settings& now, config::Settings& next) {
    ConfigurationChange change;
    keep(change, "state_directory", now.state_directory, next.state_directory);
    keep(change, "control", now.control, next.control);
    keep(change, "log.to", now.log.target, next.log.target);
    keep(change, "bootstrap (most, silence)", now.bootstrap_timing, next.bootstrap_timing);
    keep_firmware(change, now, next);
    const auto note = [&](const char* section, bool same) {
        if (!same) change.sections.emplace_back(section);
    };
    change.modem = now.modem != next.modem;
    note("endpoint", now.endpoint == next.endpoint);
    note("modem", !change.modem);
    note("servers", same_servers(now, next));
    note("registration", now.retry == next.retry && now.awake == next.awake && now.formats == next.formats &&
                             now.send_format == next.send_format && now.hold_notifications == next.hold_notifications &&
                             now.storing == next.storing);
    note("objects", now.objects == next.objects);
    note("gateway", now.gateway == next.gateway);
    note("observe", now.observe == next.observe);
    note("send", now.send == next.send);
    note("log", now.log == next.log);
    note("start", now.start == next.start);
    note("stop", now.stop == next.stop);
    return change;
}

}  // namespace agent::daemon
