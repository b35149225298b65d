// What the emulated module needs of the world behind its antenna: datagrams to a server, and names.
// UdpNetwork is the real one; a simulation brings its own.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/result.hpp"

namespace agent::modem::emulator {

/// An IPv4 or IPv6 address and a port.
struct Endpoint {
    std::array<std::uint8_t, 16> address{};  // the first four bytes when not v6
    bool v6 = false;
    std::uint16_t port = 0;

    /// Digits only, no names. nullopt otherwise.
    static std::optional<Endpoint> parse(std::string_view address, std::uint16_t port);
    std::string address_text() const;
    BytesView address_bytes() const { return BytesView(address).first(v6 ? 16 : 4); }
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Connected to one server. Nothing is received after its destruction, which must not happen inside `Receive`.
class DatagramSocket {
public:
    using Receive = std::function<void(BytesView)>;

    virtual ~DatagramSocket() = default;
    /// Error::send_failed when the datagram cannot leave.
    virtual Result<void> send(BytesView datagram) = 0;
    virtual Endpoint local() const = 0;
    virtual Endpoint remote() const = 0;
};

class Network {
public:
    virtual ~Network() = default;
    /// Error::address_unusable when there is no way to `server`.
    virtual Result<std::unique_ptr<DatagramSocket>> connect(const Endpoint& server,
                                                            DatagramSocket::Receive receive) = 0;
    /// The first address of a host name, or Error::unknown_host. Answers at once.
    virtual Result<std::string> resolve(std::string_view host) = 0;
};

/// What happened on the air since the start.
struct AirCounters {
    std::uint64_t sent = 0;      // datagrams the module gave out, with retransmissions and DTLS records
    std::uint64_t received = 0;  // datagrams that reached the module
    std::uint64_t lost = 0;      // by loss, by a network that is down, by a module that sleeps
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    std::uint64_t retransmissions = 0;  // of CON messages
    std::uint64_t malformed = 0;        // not CoAP
    std::uint64_t ignored = 0;          // ACK and RST that match nothing, dropped duplicates
};

}  // namespace agent::modem::emulator
