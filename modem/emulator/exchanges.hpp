// The confirmable messages of one context that wait for their end (RFC 7252 §4.2), with the note's send statuses
// (2.3.6).
#pragma once

#include <functional>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "modem/emulator/air.hpp"

namespace agent::modem::emulator {

enum class SendStatus : std::uint8_t { not_sent, waiting, failed, timed_out, delivered, reset };

class Exchanges {
public:
    using Send = std::function<Result<void>(BytesView)>;
    using Ended = std::function<void(SendStatus, std::uint64_t serial)>;

    Exchanges(Air& air, Send send, Ended ended) : air_(air), send_(std::move(send)), ended_(std::move(ended)) {}
    Exchanges(const Exchanges&) = delete;
    Exchanges& operator=(const Exchanges&) = delete;
    ~Exchanges() { clear(); }

    /// Sends `datagram` and sends it again until it is ended. Reports SendStatus::failed at once when it cannot leave.
    /// Its serial number is last_serial() from now on.
    void start(coap::MessageId id, const coap::Token& token, Bytes datagram);
    /// An ACK or RST came. false when no message of that id waits.
    bool end(coap::MessageId id, SendStatus status);
    /// A response came by itself: it acknowledges the request of its token (RFC 7252 §5.2.2).
    void end_by_response(const coap::Token& token);
    std::size_t waiting() const { return waiting_.size(); }
    std::uint64_t last_serial() const { return last_serial_; }
    void clear();

private:
    struct Waiting {
        coap::MessageId id;
        coap::Token token;
        Bytes datagram;
        Duration timeout;
        std::uint32_t retransmissions = 0;
        TimerId timer = TimerId::none;
        std::uint64_t serial = 0;
    };
    void on_timeout(std::uint64_t serial);
    void finish(std::vector<Waiting>::iterator found, SendStatus status);

    Air& air_;
    Send send_;
    Ended ended_;
    std::vector<Waiting> waiting_;
    std::uint64_t last_serial_ = 0;
};

}  // namespace agent::modem::emulator
