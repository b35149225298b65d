#include "modem/emulator/udp_network.hpp"

#include <cerrno>
#include <cstring>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "modem/emulator/error.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t largest_datagram = 65536;
constexpr int most_in_a_row = 64;  // then the serial line has its turn

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const Endpoint& endpoint) {
    SocketAddress address;
    if (endpoint.v6) {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        std::memcpy(&v6.sin6_addr, endpoint.address.data(), 16);
        address.size = sizeof v6;
    } else {
        auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&v4.sin_addr, endpoint.address.data(), 4);
        address.size = sizeof v4;
    }
    return address;
}

Endpoint to_endpoint(const SocketAddress& address) {
    Endpoint endpoint;
    if (address.storage.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
        endpoint.v6 = true;
        endpoint.port = ntohs(v6.sin6_port);
        std::memcpy(endpoint.address.data(), &v6.sin6_addr, 16);
    } else {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address.storage);
        endpoint.port = ntohs(v4.sin_port);
        std::memcpy(endpoint.address.data(), &v4.sin_addr, 4);
    }
    return endpoint;
}

class UdpSocket final : public DatagramSocket {
public:
    UdpSocket(EventLoop& loop, Descriptor socket, const Endpoint& remote, Receive receive)
        : loop_(loop), socket_(std::move(socket)), remote_(remote), receive_(std::move(receive)) {
        SocketAddress address;
        if (getsockname(socket_.get(), address.get(), &address.size) == 0) local_ = to_endpoint(address);
        loop_.watch(socket_.get(), EPOLLIN, [this](std::uint32_t) { read(); });
    }
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;
    ~UdpSocket() override { loop_.unwatch(socket_.get()); }

    Result<void> send(BytesView datagram) override {
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0) return {};
            // An ICMP error of an earlier datagram: over the air nobody would hear of it. This one did not leave yet.
            if (errno != ECONNREFUSED && errno != EHOSTUNREACH && errno != ENETUNREACH) break;
        }
        if (errno == ECONNREFUSED || errno == EAGAIN) return {};
        return Error::send_failed;
    }
    Endpoint local() const override { return local_; }
    Endpoint remote() const override { return remote_; }

private:
    void read() {
        Bytes buffer(largest_datagram);
        for (int i = 0; i < most_in_a_row; ++i) {
            const auto count = recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (count < 0) return;  // nothing more, or an ICMP error
            receive_(BytesView(buffer).first(static_cast<std::size_t>(count)));
        }
    }

    EventLoop& loop_;
    Descriptor socket_;
    Endpoint local_;
    Endpoint remote_;
    Receive receive_;
};

bool is_local_name(std::string_view host) { return host == "localhost" || host.ends_with(".localhost"); }

}  // namespace

Result<std::unique_ptr<DatagramSocket>> UdpNetwork::connect(const Endpoint& server, DatagramSocket::Receive receive) {
    Descriptor socket(::socket(server.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    auto address = to_socket_address(server);
    if (!socket || ::connect(socket.get(), address.get(), address.size) != 0) return Error::address_unusable;
    return std::unique_ptr<DatagramSocket>(
        std::make_unique<UdpSocket>(loop_, std::move(socket), server, std::move(receive)));
}

Result<std::string> UdpNetwork::resolve(std::string_view host) {
    if (const auto found = hosts_.find(host); found != hosts_.end()) return found->second;
    if (Endpoint::parse(host, 0)) return std::string(host);
    if (!is_local_name(host)) return Error::unknown_host;
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_family = AF_INET;
    addrinfo* found = nullptr;
    if (getaddrinfo(std::string(host).c_str(), nullptr, &hints, &found) != 0) return Error::unknown_host;
    SocketAddress address;
    std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return to_endpoint(address).address_text();
}

}  // namespace agent::modem::emulator
