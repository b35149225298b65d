// Learns the fate of the last confirmable message of a context: from the module's URC, the answer itself, or, where
// neither comes (the field notes' open questions), by asking AT+QCOAPSEND=<clientID> (QCOAP note 2.3.6).
#pragma once

#include <functional>
#include <optional>

#include "lwm2m/base/timers.hpp"
#include "lwm2m/coap/message.hpp"
#include "modem/at/channel.hpp"
#include "modem/qcoap/client_id.hpp"
#include "modem/qcoap/send_status.hpp"

namespace agent::modem {

class SendWatch {
public:
    using Report = std::function<void(coap::MessageId, qcoap::SendStatus)>;

    SendWatch(qcoap::ClientId client, Duration query_after, Timers& timers, at::Channel& channel, Report report);
    ~SendWatch() { stop(); }

    void sent(coap::MessageId message_id);
    void on_status(qcoap::SendStatus status);
    /// An acknowledgement or reset of the message ends the watching.
    void on_message(const coap::Message& message);
    void stop();

private:
    void ask_later();
    void ask();

    qcoap::ClientId client_;
    Duration query_after_;
    Timers& timers_;
    at::Channel& channel_;
    Report report_;
    std::optional<coap::MessageId> watched_;
    TimePoint sent_at_;
    std::uint64_t watch_ = 0;  // which message a reply to a query belongs to
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem
