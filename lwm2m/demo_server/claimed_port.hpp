// A UDP port that nobody else listens on. libcoap binds with SO_REUSEADDR, and the kernel lets two such sockets share a
// port, even one that it chose itself: the later one then gets what was meant for the first.
#pragma once

#include <string_view>

#include <sys/socket.h>

namespace agent::demo_server {

/// Holds a port from its making to its end, against everyone who does not ask for that very port with SO_REUSEADDR.
class ClaimedPort {
public:
    /// Binds a UDP socket there; port 0 takes a free one. `text` names the address in errors.
    /// Throws std::runtime_error, with the kernel's reason, also when somebody listens there already.
    ClaimedPort(const sockaddr& wanted, socklen_t size, std::string_view text);
    ~ClaimedPort();
    ClaimedPort(const ClaimedPort&) = delete;
    ClaimedPort& operator=(const ClaimedPort&) = delete;

    /// The address with its port; `size` as getsockname(2) tells it.
    const sockaddr_storage& address() const { return address_; }
    socklen_t size() const { return size_; }

private:
    int socket_;
    sockaddr_storage address_{};
    socklen_t size_ = sizeof address_;
};

}  // namespace agent::demo_server
