// `doctor`: what keeps a device from its servers, from the configuration to each registration, with a verdict and the
// next step for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace agent::daemon::agentctl {

enum class Verdict : std::uint8_t { good, doubtful, bad };
std::string_view name_of(Verdict verdict);

struct Finding {
    std::string what;  // "SIM", "server 123"
    Verdict verdict = Verdict::good;
    std::string found;
    std::string next;  // what to do about it; empty when there is nothing to do
};

/// What the host and the agent tell.
struct Facts {
    struct Device {
        bool there = false;
        bool is_terminal = false;
        std::string access;  // "root:dialout 0660"
        std::string holder;  // "minicom (pid 123)"; empty: nobody that can be seen
    };
    struct Lookup {
        std::string host;
        std::string error;  // empty: it has an address
    };
    struct Process {
        bool no_new_privileges = false;
        bool filtered = false;  // of system calls
    };

    struct StateDirectory {
        std::string path;
        bool read_only = false;
        std::uint64_t free_bytes = 0;
        std::vector<std::string> set_aside;  // files that could not be read
    };

    std::string configuration;               // its path
    std::vector<std::string> problems;       // with it
    std::optional<std::string> device_path;  // as it says, or as the agent does
    Device device;
    std::optional<StateDirectory> state;  // absent: it is not there yet
    std::vector<Lookup> lookups;          // of the servers' names
    nlohmann::ordered_json status;        // the agent's; null when it did not answer
    nlohmann::ordered_json module;        // asked without an agent, as in its status; null when it was not
    std::vector<std::string> servers;     // of the configuration, for which nobody has tried
    std::int64_t now_s = 0;               // since 1970
    std::string silence;                  // why it did not
    std::optional<Process> process;       // the agent's
    bool clock_is_set = true;             // by somebody who knows: NTP
    bool clock_is_plausible = true;
};

std::vector<Finding> examine(const Facts& facts);
std::string findings_text(const std::vector<Finding>& findings);
nlohmann::ordered_json findings_json(const std::vector<Finding>& findings);
bool is_healthy(const std::vector<Finding>& findings);

}  // namespace agent::daemon::agentctl
