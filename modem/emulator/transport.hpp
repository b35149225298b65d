// How a context's CoAP messages reach its server: over UDP as they are, or through DTLS 1.2 with a pre-shared key.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "modem/emulator/air.hpp"

namespace agent::modem::emulator {

struct TransportEvents {
    std::function<void(Result<void>)> opened;  // once; may come before open() returns
    std::function<void(BytesView coap)> received;
    std::function<void(error_code)> closed;  // by the server, after it had opened
};

/// Must not be destroyed from inside one of its events.
class Transport {
public:
    virtual ~Transport() = default;
    virtual void open() = 0;
    virtual Result<void> send(BytesView coap) = 0;
    /// Says goodbye to the server where the protocol has a way to; no event comes after it.
    virtual void close() = 0;
    virtual Endpoint local() const = 0;
    virtual Endpoint remote() const = 0;
};

struct PreSharedKey {
    std::string identity;
    Bytes key;
    std::string key_text;  // as it was given, for the query
};

/// Error::address_unusable when there is no way to `server`.
Result<std::unique_ptr<Transport>> make_plain_transport(Air& air, Network& network, const Endpoint& server,
                                                        TransportEvents events);
/// TLS_PSK_WITH_AES_128_CCM_8 and TLS_PSK_WITH_AES_128_CBC_SHA256 (RFC 6655, RFC 5487) are offered, in this order.
Result<std::unique_ptr<Transport>> make_dtls_transport(Air& air, Network& network, const Endpoint& server,
                                                       PreSharedKey psk, TransportEvents events);

}  // namespace agent::modem::emulator
