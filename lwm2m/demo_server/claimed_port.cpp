#include "lwm2m/demo_server/claimed_port.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace agent::demo_server {

ClaimedPort::ClaimedPort(const sockaddr& wanted, socklen_t size, std::string_view text)
    : socket_(socket(wanted.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const int shared = 1;
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    // Shared only once the port is ours: whoever comes to it first has it alone.
    if (socket_ >= 0 && bind(socket_, &wanted, size) == 0 &&
        setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &shared, sizeof shared) == 0 &&
        getsockname(socket_, address, &size_) == 0)
        return;
    const auto reason = std::generic_category().message(errno);
    if (socket_ >= 0) close(socket_);
    throw std::runtime_error(fmt::format("{}: cannot listen there: {}", text, reason));
}

ClaimedPort::~ClaimedPort() { close(socket_); }

}  // namespace agent::demo_server
