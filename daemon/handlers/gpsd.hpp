// Asks gpsd where the gateway is: a connection for each answer, never waited for, the answer shared by those who ask
// together.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/handler_settings.hpp"
#include "daemon/handlers/gpsd_report.hpp"
#include "daemon/loop.hpp"
#include "daemon/spawn.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::daemon {

class Gpsd {
public:
    using Done = std::function<void(const lwm2m::Outcome<Fix>&)>;

    /// Host, port and timeout are those of `settings`.
    Gpsd(Loop& loop, config::FillSettings settings) : loop_(loop), settings_(std::move(settings)) {}
    ~Gpsd();
    Gpsd(const Gpsd&) = delete;
    Gpsd& operator=(const Gpsd&) = delete;

    /// `done` runs before locate() returns or later. 4.04 when gpsd has no fix within the timeout, 5.00 when there is
    /// no gpsd.
    void locate(Done done);

    static constexpr Duration shared_for = 2s;

private:
    void connect();
    void on_connected();
    void on_readable();
    void take_lines();
    void finish(lwm2m::Outcome<Fix> found);
    void fail(const std::string& what, int error);

    Loop& loop_;
    config::FillSettings settings_;
    Descriptor socket_;
    Loop::Watch watch_;
    TimerId timer_ = TimerId::none;
    std::string received_;
    std::vector<Done> waiting_;
    std::optional<Fix> fix_;
    TimePoint found_at_;
};

}  // namespace agent::daemon
