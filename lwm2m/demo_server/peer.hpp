// The other end of one CoAP session: a counted reference to libcoap's session, so that it outlives its idle time.
#pragma once

#include <string>

struct coap_session_t;

namespace agent::demo_server {

class Peer {
public:
    Peer() = default;  // nobody
    explicit Peer(coap_session_t* session);
    Peer(const Peer& other);
    Peer& operator=(Peer other) noexcept;
    ~Peer();

    coap_session_t* session() const { return session_; }
    /// "127.0.0.1:40001"; "-" for nobody.
    std::string address() const;
    /// The PSK identity it has proved; empty on plain CoAP.
    std::string identity() const;

    friend bool operator==(const Peer&, const Peer&) = default;

private:
    coap_session_t* session_ = nullptr;
};

}  // namespace agent::demo_server
