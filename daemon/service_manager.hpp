// What systemd is told of the agent, and how often (sd_notify(3)). Says nothing where no service manager asked.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"

namespace agent::daemon {

class ServiceManager {
public:
    /// Keeps the watchdog quiet from now on, as long as `timers` advance and `stalled` names nothing that stands still.
    /// It is first asked in a later turn.
    ServiceManager(Timers& timers, Log log, std::function<std::string_view()> stalled);
    ~ServiceManager() { timers_.cancel(watchdog_timer_); }
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    /// Once; later calls do nothing.
    void ready();
    bool is_ready() const { return ready_; }
    void status(std::string_view text);
    void stopping();

private:
    void feed_watchdog();
    void watch();

    Timers& timers_;
    bool ready_ = false;
    std::string status_;
    Log log_;
    std::function<std::string_view()> stalled_;
    std::string told_;  // what stands still, said once
    Duration interval_{};
    TimerId watchdog_timer_ = TimerId::none;
};

}  // namespace agent::daemon
