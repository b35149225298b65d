// A real lwm2m-agentd that a benchmark starts and watches, and the folder it works in.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace agent::bench {

/// A folder of its own, which ends with it.
class Workplace {
public:
    Workplace();
    ~Workplace();
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

class AgentProcess {
public:
    /// `wrapper` is put before the agent: valgrind and its options; empty for none. Throws std::runtime_error.
    AgentProcess(std::vector<std::string> wrapper, const std::string& program, const std::filesystem::path& config,
                 const std::filesystem::path& log);
    ~AgentProcess();  // kills it
    AgentProcess(const AgentProcess&) = delete;
    AgentProcess& operator=(const AgentProcess&) = delete;

    std::chrono::steady_clock::time_point started() const { return started_; }
    void ask_to_stop() const;
    bool ended();
    /// A kB figure of /proc/<pid>/smaps_rollup: "Rss:", "Private_Dirty:"...; -1 where there is none.
    long memory_kb(std::string_view key) const;
    /// What it has used of a processor so far.
    std::chrono::nanoseconds processor_time() const;

private:
    pid_t pid_ = -1;
    std::chrono::steady_clock::time_point started_;
};

}  // namespace agent::bench
