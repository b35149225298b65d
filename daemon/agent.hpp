// The agent put together: the module, the client, the objects and the service manager, from a loaded configuration.
#pragma once

#include <functional>
#include <memory>

#include "config/load.hpp"
#include "daemon/loop.hpp"
#include "lwm2m/base/log.hpp"

namespace agent::daemon {

class Agent {
public:
    /// Reads the configuration again.
    using Load = std::function<config::Loaded()>;

    /// Takes the state directory; throws std::runtime_error when it can't. `ended` runs once with the process's exit
    /// code (sysexits.h). `loop` and what `log` writes to outlive the agent.
    Agent(config::Settings settings, Load load, Loop& loop, Log log, std::function<void(int)> ended);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Opens the port, brings up the module and registers; it never gives up, unless start.timeout says so.
    void start();
    /// Puts the configuration as it is now into effect: what is the same in it goes on as it was. One with problems
    /// leaves the running one in place. The outcome is logged and shown in the service's status.
    void reload();
    /// De-registers and closes the contexts within stop.timeout, then `ended(EX_OK)`; at once when called again.
    void stop();

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace agent::daemon
