// What systemd is told of the agent, and how often (sd_notify(3)). Says nothing where no service manager asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/timers.hpp"

namespace agent::daemon {

class ServiceManager {
public:
    /// Keeps the watchdog quiet from now on, as long as `timers` advance.
    explicit ServiceManager(Timers& timers);
    ~ServiceManager() { timers_.cancel(watchdog_timer_); }
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    /// Once; later calls do nothing.
    void ready();
    // Around a change of the configuration (sd_notify(3)); nothing before ready().
    void reloading() const;
    void reloaded() const;
    bool is_ready() const { return ready_; }
    void status(std::string_view text);
    void stopping();

private:
    void feed_watchdog(Duration interval);

    Timers& timers_;
    bool ready_ = false;
    std::string status_;
    TimerId watchdog_timer_ = TimerId::none;
};

}  // namespace agent::daemon
