// A CoAP server in the test's own process, on UDP or on DTLS 1.2 with a pre-shared key. It does what the test tells it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "modem/emulator/event_loop.hpp"
#include "modem/emulator/network.hpp"

namespace agent::modem::emulator {

class CoapPeer {
public:
    struct Security {
        std::string identity;
        Bytes key;
        std::string ciphers = "PSK-AES128-CCM8";
    };
    /// What to send back, in this order. Runs in the loop's thread.
    using Serve = std::function<std::vector<coap::Message>(const coap::Message&)>;

    CoapPeer(EventLoop& loop, bool v6, std::optional<Security> security, Serve serve);
    ~CoapPeer();
    CoapPeer(const CoapPeer&) = delete;
    CoapPeer& operator=(const CoapPeer&) = delete;

    std::uint16_t port() const { return port_; }
    /// The name of the cipher of the last handshake that was finished.
    std::string cipher() const;
    /// Ends every DTLS session with close_notify.
    void say_goodbye();

private:
    struct Session;
    void on_datagrams();
    Session& session_of(const std::string& address);
    void serve(Session& session, BytesView datagram);
    void send(Session& session, const coap::Message& message);
    void flush(Session& session);

    EventLoop& loop_;
    std::optional<Security> security_;
    Serve serve_;
    Descriptor socket_;
    std::uint16_t port_ = 0;
    std::vector<std::unique_ptr<Session>> sessions_;
};

}  // namespace agent::modem::emulator
