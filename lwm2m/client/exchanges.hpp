// The message layer towards one server (RFC 7252 §4, §5.2): every request is executed once and answered under its
// message id and token, at once or separately; one confirmable message of ours is under way at a time.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/block_transfer.hpp"
#include "lwm2m/client/delivery.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/client/status.hpp"
#include "lwm2m/client/transport.hpp"
#include "lwm2m/client/uploads.hpp"
#include "lwm2m/coap/deduplication.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::lwm2m {

/// Requests of ours that do not replace each other: each purpose has one that is unanswered.
enum class Purpose : std::uint8_t { registration, send };

/// A request of the server's that is being served; names nothing once it was answered.
enum class RequestId : std::uint32_t {};

class Exchanges {
public:
    class User {
    public:
        virtual ~User() = default;
        /// A request that has not been seen before; respond() to it, now or later.
        virtual void on_request(RequestId id, const coap::Message& request) = 0;
        /// As Uploads::SinkFor.
        virtual Outcome<BlockSink*> sink_for(const coap::Message& /*request*/) {
            constexpr BlockSink* none = nullptr;
            return none;
        }
        /// The last block of a payload has gone to the sink that sink_for() named; respond() when it is finished.
        virtual void on_upload(RequestId /*id*/, const coap::Message& /*last*/, const Uploads::Taken& /*upload*/) {}
        /// The server rejects a non-confirmable message of ours.
        virtual void on_reset(coap::MessageId message_id) = 0;
        /// It rejects the separate response that was the first notification of that observation (RFC 7641 §3.6).
        virtual void on_rejected(const coap::Token& /*observation*/) {}
        /// A message came from the server or goes to it.
        virtual void on_activity() {}
    };
    /// The response, or nullptr and why there is none.
    using ResponseHandler = std::function<void(const coap::Message* response, std::string_view why)>;
    using DeliveryHandler = std::function<void(Delivery)>;

    Exchanges(ServerIndex server, const ClientSettings& settings, Timers& timers, Random& random, Log log,
              Transport& transport, ClientCounters& counters, User& user);
    ~Exchanges();
    Exchanges(const Exchanges&) = delete;
    Exchanges& operator=(const Exchanges&) = delete;

    void receive(const coap::Message& message);
    void on_delivery(coap::MessageId message_id, Delivery delivery);
    /// The connection is gone: what was under way on it ends without an answer, our requests without a call. Payloads
    /// in blocks may go on over the next one: a large one takes longer than many a connection holds.
    void disconnected();
    /// Another server takes this one's place: what is being served is answered to nobody.
    void forget();

    /// Sends a request of ours, in blocks when its payload needs them, and waits for all blocks of its answer; one of
    /// the same purpose that is still unanswered no longer counts.
    void request(coap::Message message, ResponseHandler done, Purpose purpose = Purpose::registration);
    /// Stops waiting for the answer to request(); `done` is not called.
    void abandon_request(Purpose purpose = Purpose::registration);
    /// Its answer would still reach whoever asked.
    bool is_pending(RequestId id) { return find(id) != nullptr; }
    /// Code, options and payload of `response` are the caller's, the rest is filled in here.
    void respond(RequestId id, coap::Message response);
    /// The request will never be answered: a CON with an unknown option is, a NON is not (RFC 7252 §5.4.1).
    void ignore(RequestId id);

    /// Returns the message id. `taken` runs when the transport took it or could not.
    coap::MessageId send_non_confirmable(coap::Message message, std::function<void(bool sent)> taken);
    /// Waits its turn; `done` runs once with its end. Returns the message id.
    coap::MessageId send_confirmable(coap::Message message, DeliveryHandler done);
    /// A confirmable message would leave at once.
    bool is_free() const { return outbox_.empty(); }
    /// Takes one back whose turn has not come: its `done` does not run.
    void withdraw(coap::MessageId message_id);

private:
    struct Inbound {
        coap::Type type{};
        coap::MessageId message_id = 0;
        coap::Token token;
        std::optional<coap::Block> block1;  // that the answer repeats
        TimerId slow = TimerId::none;       // until the empty acknowledgement, then until nobody waits any more
        std::uint16_t generation = 0;
        bool busy = false;
        bool acknowledged = false;
    };
    struct Outbound {  // a confirmable message that waits for its turn or its acknowledgement
        coap::Message message;
        DeliveryHandler done;  // empty for our own request
    };
    struct Outstanding {                 // our own request
        coap::MessageId message_id = 0;  // of its block that is under way
        coap::Token token;
        BlockTransfer transfer;
        ResponseHandler done;
        TimerId timer = TimerId::none;  // for a response after the acknowledgement
    };
    using Slot = std::optional<Outstanding>;

    void receive_request(const coap::Message& message);
    void receive_response(const coap::Message& message);
    void receive_empty(const coap::Message& message);
    void refuse(const coap::Message& request);
    RequestId admit(const coap::Message& message);
    void serve(RequestId id, const coap::Message& message);
    Inbound* find(RequestId id);
    void release(Inbound& inbound);
    void expect_answer(RequestId id);
    void acknowledge_slow(RequestId id);
    void expire(RequestId id);
    void send_empty(coap::Type type, coap::MessageId message_id);
    void send_answer(coap::Message answer);
    void answer_taken(coap::MessageId message_id, const Result<void>& result);
    void hand_over(coap::Message message, Transport::SendDone done);
    void send_next();
    void finish(Delivery delivery);
    Slot& slot(Purpose purpose) { return outstanding_[static_cast<std::size_t>(purpose)]; }
    /// nullptr when it is of no request of ours (any more).
    Slot* find_outstanding(coap::MessageId message_id);
    Slot* find_outstanding(const coap::Token& token);
    void abandon(Slot& slot);
    void fail_request(Slot& slot, std::string_view why);
    void send_block(Slot& slot);
    void answered(Slot& slot, const coap::Message& message);
    bool under_way(coap::MessageId message_id) const {
        return in_flight_ && !outbox_.empty() && outbox_.front().message.message_id == message_id;
    }
    void wait_for_response(Slot& slot);
    coap::Token next_token(const Slot& slot);

    ServerIndex server_;
    const ClientSettings& settings_;
    Timers& timers_;
    Log log_;
    Transport& transport_;
    ClientCounters& counters_;
    User& user_;

    coap::Deduplication seen_;
    Uploads uploads_;
    std::vector<Inbound> inbound_;
    std::vector<std::uint16_t> free_;
    std::deque<coap::MessageId> unsent_answers_;  // handed to the transport, not yet taken by it
    std::deque<Outbound> outbox_;
    bool in_flight_ = false;  // the front of outbox_ is
    TimerId delivery_timer_ = TimerId::none;
    std::array<Slot, 2> outstanding_;  // by Purpose
    TimePoint late_answers_until_{};   // before it, an answer to a request we gave up may still come
    coap::MessageId next_message_id_;
    std::uint8_t last_token_ = 0;
    std::uint16_t epoch_ = 0;  // of the connection: what an older one reports no longer counts
};

}  // namespace agent::lwm2m
