// The server's own requests to devices and what comes back: answers in one message or in blocks (RFC 7959),
// notifications (RFC 7641), and the silence after a timeout.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/demo_server/command.hpp"
#include "lwm2m/demo_server/event.hpp"
#include "lwm2m/demo_server/peer.hpp"

namespace agent::demo_server {

class Exchanges {
public:
    using Send = std::function<std::optional<coap::MessageId>(const Peer&, const coap::Message&)>;
    using Report = std::function<void(const Event&)>;

    Exchanges(Send send, Report report, Random& random, Duration timeout)
        : send_(std::move(send)), report_(std::move(report)), random_(random), timeout_(timeout) {}

    void start(const std::string& endpoint, const Peer& peer, const Command& command, TimePoint now);
    /// Sends an earlier request to `endpoint` again as it was, with its message id: what a retransmission looks like.
    /// Never the last one: libcoap 4.3.1 passes over an answer with the message id of the answer before. False when
    /// `command` was not asked before.
    bool repeat(const std::string& endpoint, const Peer& peer, std::string_view command, TimePoint now);
    /// The next notification of `path` is answered with a reset; false when it is not observed.
    bool forget(std::string_view endpoint, std::string_view path);

    /// false: the message belongs to nothing here, or to what was forgotten, and deserves a reset.
    bool received(const coap::Message& message, const Peer& peer, TimePoint now);
    void failed(const coap::Message& sent, std::string_view reason, TimePoint now);
    void expire(TimePoint now);
    std::optional<TimePoint> next_end() const;

private:
    struct Pending {
        std::string endpoint;
        std::string command;
        std::string path;
        DeviceRequest::Watch watch = DeviceRequest::Watch::no;
        coap::Message request;
        TimePoint started;
        Bytes body;  // of the blocks so far
        bool notification = false;
    };
    struct Observation {
        std::string endpoint;
        std::string path;
        coap::Message request;
        bool forgotten = false;
    };
    using Tokens = std::map<coap::Token, Pending>;

    coap::Token fresh_token();
    void finish(const Pending& pending, const coap::Message& answer, TimePoint now);
    bool take_block(Tokens::iterator at, const coap::Message& message, const Peer& peer);
    bool notified(const coap::Message& message, const Peer& peer, TimePoint now);
    bool is_repetition(const coap::Message& message, const Peer& peer);
    std::map<coap::Token, Observation>::iterator observation_of(std::string_view endpoint, std::string_view path);

    Send send_;
    Report report_;
    Random& random_;
    Duration timeout_;
    Tokens pending_;
    std::map<coap::Token, Observation> observations_;
    std::deque<Pending> sent_;                                // the latest ones, as repeat() needs them
    std::deque<std::pair<Peer, coap::MessageId>> confirmed_;  // confirmable messages already taken (RFC 7252 §4.5)
};

}  // namespace agent::demo_server
