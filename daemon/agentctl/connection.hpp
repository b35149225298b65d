// The line to the agent: one question, one answer, and what follows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "daemon/spawn.hpp"
#include "lwm2m/base/result.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::daemon::agentctl {

class Connection {
public:
    static Result<Connection> open(const std::string& path);

    /// The agent's process id, when the kernel says it.
    std::optional<pid_t> peer() const;
    /// What is said is told by the answer: an agent that refuses may have closed already.
    void say(std::string_view line);
    /// The next line without its end. timed_out when none came in time; broken_pipe when the agent has ended it. For
    /// ever without `patience`.
    Result<std::string> hear(std::optional<Duration> patience);

private:
    explicit Connection(Descriptor socket) : socket_(std::move(socket)) {}

    Descriptor socket_;
    std::string received_;
};

}  // namespace agent::daemon::agentctl
