// storing, log, start, stop and control: the agent as a service.
#include <fmt/format.h>

#include "config/readers.hpp"

namespace agent::config {

void read_storing(const View& view, Settings& settings) {
    constexpr std::int64_t most = 100'000;
    constexpr std::size_t kibibyte = 1024;
    MapReader map(view);
    assign(settings.storing.most, map.integer("notifications", 1, most));
    assign(settings.storing.most_bytes, map.size("size", 4 * kibibyte, 64 * kibibyte * kibibyte));
    assign(settings.storing.write_every, map.duration("write_every", 100ms, 1h));
    map.finish();
}

void read_log(const View& view, Settings& settings) {
    MapReader map(view);
    assign(settings.log.level, map.choice("level", {"trace", "debug", "info", "warning", "error"}));
    assign(settings.log.target, map.choice("to", {"auto", "stderr", "journal"}));
    map.finish();
}

void read_start(const View& view, Settings& settings) {
    MapReader map(view);
    assign(settings.start.ready_when, map.choice("ready_when", {"registered", "module", "started"}));
    settings.start.timeout = map.duration("timeout", 1s, 24h);
    map.finish();
}

void read_stop(const View& view, Settings& settings) {
    MapReader map(view);
    assign(settings.stop.timeout, map.duration("timeout", 100ms, 5min));
    assign(settings.stop.deregister, map.boolean("deregister"));
    map.finish();
}

void read_control(const View& view, Settings& settings) {
    if (view.is_scalar()) {
        const auto wanted = view.boolean();
        if (wanted && !*wanted) settings.control.reset();
        return;
    }
    MapReader map(view);
    auto& control = *settings.control;
    if (const auto socket = map.find("socket")) {
        constexpr std::size_t longest = 107;  // sockaddr_un
        const auto path = read_path(*socket);
        if (path && path->size() > longest) {
            socket->problem(fmt::format("has {} bytes; a socket's path has at most {}", path->size(), longest));
        } else if (path) {
            control.socket = *path;
            control.chosen = true;
        }
    }
    assign(control.group, map.text("group"));
    map.finish();
}

}  // namespace agent::config
