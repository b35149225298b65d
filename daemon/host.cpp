#include "daemon/host.hpp"

#include <array>
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

}  // namespace

config::TemplateValues template_values(const modem::module::Identity& identity) {
    return {.imei = identity.imei,
            .iccid = identity.iccid,
            .imsi = identity.imsi,
            .hostname = hostname(),
            .machine_id = machine_id(),
            .endpoint = {}};
}

}  // namespace agent::daemon
