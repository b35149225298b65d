#include "daemon/host.hpp"

#include <array>
#include <ctime>
#include <fstream>

#include <unistd.h>

namespace agent::daemon {
namespace {

std::string hostname() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string machine_id() {
    std::string id;
    std::getline(std::ifstream("/etc/machine-id") >> std::ws, id);
    return id;
}

std::chrono::milliseconds time_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                                 std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

config::TemplateValues template_values(const modem::module::Identity& identity) {
    return {.imei = identity.imei,
            .iccid = identity.iccid,
            .imsi = identity.imsi,
            .hostname = hostname(),
            .machine_id = machine_id(),
            .endpoint = {}};
}

WallTime wall_time() { return {time_of(CLOCK_REALTIME), time_of(CLOCK_BOOTTIME)}; }

}  // namespace agent::daemon
