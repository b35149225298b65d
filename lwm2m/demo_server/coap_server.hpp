// libcoap behind a small border: listeners for CoAP and CoAPS with pre-shared keys, requests in, answers and
// notifications in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/demo_server/peer.hpp"

struct coap_bin_const_t;
struct coap_context_t;
struct coap_pdu_t;

namespace agent::demo_server {

/// The keys by identity; the server takes whoever proves one of them.
using Keys = std::map<std::string, Bytes, std::less<>>;

class CoapServer {
public:
    enum class Verdict { fine, reset };
    struct Callbacks {
        std::function<coap::Message(const coap::Message&, const Peer&)> request;    // returns the answer
        std::function<Verdict(const coap::Message&, const Peer&)> response;         // also each notification
        std::function<void(const coap::Message&, std::string_view reason)> failed;  // of what was sent
    };

    /// Throws std::runtime_error when libcoap cannot be set up.
    CoapServer(Callbacks callbacks, Keys keys);
    ~CoapServer();
    CoapServer(const CoapServer&) = delete;
    CoapServer& operator=(const CoapServer&) = delete;

    /// HOST:PORT or [HOST]:PORT, port 0 for any free one; returns the address that it listens on.
    /// Throws std::runtime_error.
    std::string listen(const std::string& address, bool secure);
    /// Sends a message; one with a message id of 0 gets the session's next. The id it went out with, or nullopt.
    std::optional<coap::MessageId> send(const Peer& peer, coap::Message message);
    /// Handles what has come in and what has to be sent again; never waits.
    void process();
    /// Readable when process() has something to do.
    int descriptor() const;

private:
    struct Shims;  // libcoap's callbacks
    coap::Message answer(const coap::Message& request, const Peer& peer);
    const coap_bin_const_t* key_of(std::string_view identity);

    struct Answered {
        coap::Message request;
        coap::Message answer;
    };

    Callbacks callbacks_;
    Keys keys_;
    coap_context_t* context_;
    std::map<std::string, Answered> last_answered_;  // by peer address: what a retransmission gets again
};

}  // namespace agent::demo_server
