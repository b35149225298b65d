// Messages and bytes of CoAP by server and LwM2M operation: both ways, as the module is handed them and hands them
// over. What the module adds (DTLS, UDP, its own retransmissions) is not in it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "lwm2m/client/server_account.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::daemon {

class TrafficMeter {
public:
    struct Count {
        std::uint64_t messages = 0;
        std::uint64_t bytes = 0;
    };
    struct Row {
        lwm2m::ServerIndex server;
        std::string_view operation;  // "Read", "Register", "Notify", "Acknowledgement"...
        Count sent;
        Count received;
    };

    void sent(lwm2m::ServerIndex server, const coap::Message& message) { count(server, message, true); }
    void received(lwm2m::ServerIndex server, const coap::Message& message) { count(server, message, false); }

    /// By server, then by operation.
    std::vector<Row> rows() const;

private:
    struct Exchange {  // a request that waits for its response
        coap::Token token;
        coap::MessageId message_id = 0;
        std::string_view operation;
    };
    struct Open {
        std::deque<Exchange> ours;
        std::deque<Exchange> theirs;
    };
    struct Counts {
        Count sent;
        Count received;
    };

    void count(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing);
    std::string_view operation_of(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing);

    std::map<lwm2m::ServerIndex, Open> open_;
    std::map<std::pair<lwm2m::ServerIndex, std::string_view>, Counts> counts_;
};

/// What a request of the server's asks, judged by method, path and options alone.
std::string_view operation_of_request(const coap::Message& request);
/// What a request of the agent's own is: Register, Update, De-register, Send or Bootstrap-Request.
std::string_view operation_of_own_request(const coap::Message& request);

}  // namespace agent::daemon
