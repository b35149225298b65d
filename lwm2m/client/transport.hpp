// What the client needs of the road to its servers. The daemon puts the module behind it, a test a pair of queues.
#pragma once

#include <cstdint>
#include <functional>

#include "lwm2m/base/result.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::lwm2m {

class Transport {
public:
    using SendDone = std::function<void(Result<void>)>;
    virtual ~Transport() = default;

    /// Begins to connect (resolve, DTLS handshake); Client::on_connected or on_disconnected tells how it went.
    virtual void connect(ServerIndex server, const ServerAccount& account) = 0;
    /// Forgets the connection; no event follows.
    virtual void disconnect(ServerIndex server) = 0;
    /// Hands over one message. The transport retransmits a confirmable one (RFC 7252 §4.2) and reports its end by
    /// Client::on_delivery. `done` runs once, later, with success when the transport took it or with why not.
    virtual void send(ServerIndex server, coap::Message message, SendDone done) = 0;
};

}  // namespace agent::lwm2m
