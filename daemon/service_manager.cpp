#include "daemon/service_manager.hpp"

#include <utility>

#include <systemd/sd-daemon.h>

namespace agent::daemon {

ServiceManager::ServiceManager(Timers& timers, Log log, std::function<std::string_view()> stalled)
    : timers_(timers), log_(log), stalled_(std::move(stalled)) {
    std::uint64_t limit_us = 0;
    if (::sd_watchdog_enabled(0, &limit_us) <= 0) return;
    interval_ = std::chrono::microseconds(limit_us / 2);
    feed_watchdog();
}

void ServiceManager::feed_watchdog() {
    ::sd_notify(0, "WATCHDOG=1");
    watch();
}

void ServiceManager::watch() {
    watchdog_timer_ = timers_.after(interval_, [this] {
        const auto stalled = stalled_();
        if (stalled != std::exchange(told_, stalled) && !stalled.empty())
            log_.error("agent_stalled reason=\"{}\" effect=\"the watchdog ends the agent\"", stalled);
        stalled.empty() ? feed_watchdog() : watch();
    });
}

void ServiceManager::ready() {
    if (std::exchange(ready_, true)) return;
    ::sd_notify(0, "READY=1");
}

void ServiceManager::status(std::string_view text) {
    if (text == status_) return;
    status_ = text;
    ::sd_notifyf(0, "STATUS=%s", status_.c_str());
}

void ServiceManager::stopping() { ::sd_notify(0, "STOPPING=1"); }

}  // namespace agent::daemon
