// /3/0/11: the error codes, looked for at a Read and, while they are observed, by themselves.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "config/handler_settings.hpp"
#include "daemon/handlers/error_codes.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/model/handler.hpp"

namespace agent::daemon {

class ErrorCodeResource final : public lwm2m::ResourceHandler {
public:
    /// Reports what it finds to the error codes, then calls its argument once.
    using Look = std::function<void(std::function<void()>)>;

    ErrorCodeResource(ErrorCodes& errors, Look look, Duration refresh, Timers& timers);
    ~ErrorCodeResource() override;

    void read(ReadDone done) override;
    const lwm2m::ResourceValue* cached() const override { return &errors_.values(); }
    void watch(bool observed) override;

private:
    void look();
    void look_later();

    ErrorCodes& errors_;
    Look look_;
    Duration refresh_;
    Timers& timers_;
    std::vector<ReadDone> readers_;
    std::optional<TimePoint> looked_at_;
    bool looking_ = false;
    bool watched_ = false;
    TimerId refresh_timer_ = TimerId::none;
    TimerId notify_timer_ = TimerId::none;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);  // a look may end when we are gone
};

}  // namespace agent::daemon
