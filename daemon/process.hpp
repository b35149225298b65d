// Runs programs for handlers: without a shell, never blocking the loop, bounded in time and output, and with all that
// they started ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/loop.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::daemon {

struct ProcessRequest {
    std::vector<std::string> argv;  // [0] is a path; the environment is the agent's, less what systemd meant for it
    Duration timeout = 5s;
    std::size_t max_output = 4096;  // bytes of standard output
    /// Exiting with this status says that what the program was handed is not for it: 4.15 instead of 5.00.
    std::optional<int> declines = std::nullopt;
    bool outlives = false;  // cancel() and the end of the runner leave it alone, its timeout does not
};

enum class RunId : std::uint64_t { none = 0 };

class ProcessRunner {
public:
    /// Standard output of a program that exited with 0; otherwise 5.00 with the reason: could not be started, took too
    /// long, wrote too much, exited with another status (and the last line it wrote to standard error).
    using Done = std::function<void(lwm2m::Outcome<std::string>)>;

    explicit ProcessRunner(Loop& loop);
    /// Ends everything that still runs and does not outlive, and what it started.
    ~ProcessRunner();
    ProcessRunner(const ProcessRunner&) = delete;
    ProcessRunner& operator=(const ProcessRunner&) = delete;

    /// `done` runs later, never before run() returns. When the program itself ends, what it left running in its process
    /// group is ended too.
    RunId run(ProcessRequest request, Done done);
    /// Ends the program, unless it outlives; its `done` does not run. Sets `id` to none; harmless when it is none or
    /// over.
    void cancel(RunId& id);
    std::size_t running() const { return runs_.size(); }

private:
    class Run;
    void remove(std::uint64_t id);

    Loop& loop_;
    std::uint64_t last_id_ = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<Run>> runs_;
};

}  // namespace agent::daemon
