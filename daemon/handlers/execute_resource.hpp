// `execute:` the program that an Execute runs: before the answer, or after it when there is a delay.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "config/handler_settings.hpp"
#include "daemon/process.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/model/handler.hpp"

namespace agent::daemon {

class ExecuteResource final : public lwm2m::ResourceHandler {
public:
    ExecuteResource(config::ExecuteSettings settings, const lwm2m::ObjectPath& path, Loop& loop,
                    ProcessRunner& processes, Log log);
    ~ExecuteResource() override;

    /// One at a time: 5.03 while an earlier Execute still waits or runs.
    void execute(std::string_view arguments, Done done) override;

private:
    void run(std::vector<std::string> argv, Done done);

    config::ExecuteSettings settings_;
    lwm2m::ObjectPath path_;
    Timers& timers_;
    ProcessRunner& processes_;
    Log log_;
    TimerId delay_ = TimerId::none;
    RunId run_ = RunId::none;
};

/// The values of the arguments 0 to 9 of "0,1='a'" (LwM2M Core 1.1 §6.3.5), without their quotes; empty for one that
/// was not given or has none.
std::array<std::string, 10> execute_arguments(std::string_view text);

}  // namespace agent::daemon
