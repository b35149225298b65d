// log, start and stop: the agent as a service.
#include "config/readers.hpp"

namespace agent::config {

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

}  // namespace agent::config
