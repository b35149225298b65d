// One of the module's five CoAP contexts: its settings, its transport and what it does with each message (QCOAP
// note 2.3).
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lwm2m/coap/message.hpp"
#include "modem/emulator/exchanges.hpp"
#include "modem/emulator/transport.hpp"

namespace agent::modem::emulator {

/// <result> of +QCOAPOPEN and +QCOAPCLOSE (note 5).
enum class OpenResult : int {
    successful = 0,
    network_failure = -4,
    socket_failure = -7,
    handshake_failure = -9,
    occupied = -10,
};

/// A CoAP datagram as it is before encryption or after decryption.
struct Passage {
    bool uplink;
    unsigned client;
    Endpoint local;
    Endpoint remote;
    bool dtls;
    BytesView datagram;
};

struct ClientHooks {
    std::function<void(std::string)> urc;
    std::function<void(const Passage&)> passage;
};

class CoapClient {
public:
    enum class Status : std::uint8_t { idle, opening, connecting, connected, disconnecting };
    struct Head {  // AT+QCOAPHEAD; what is absent is drawn at random
        std::optional<coap::MessageId> id;
        std::optional<coap::Token> token;
    };

    CoapClient(unsigned id, Air& air, Network& network, const ClientHooks& hooks);
    CoapClient(const CoapClient&) = delete;
    CoapClient& operator=(const CoapClient&) = delete;
    ~CoapClient();

    bool dtls = false;  // QCOAPCFG; used by the next open()
    PreSharedKey psk;

    /// The context exists: it was opened and not closed since, connected or not.
    bool exists() const { return exists_; }
    Status status() const { return status_; }
    const std::string& server() const { return server_; }
    std::uint16_t port() const { return port_; }
    SendStatus send_status() const { return send_status_; }
    bool secure() const { return secure_; }
    std::size_t waiting() const { return exchanges_.waiting(); }

    /// Takes the id at once; connects and reports +QCOAPOPEN when `connect` is called.
    void open(std::string server, const Endpoint& endpoint);
    void connect(bool network_ready);
    /// Ends the session and forgets everything but QCOAPCFG.
    void close();
    /// The network went away: the context stays, its session does not.
    void disconnect();
    /// The server forgets who is at the other end: until the context is opened anew nothing that is sent arrives, and
    /// nothing comes.
    void lose_session() { session_lost_ = exists_; }
    /// A reset of the module: everything is forgotten.
    void forget();

    void set_head(Head head) { head_ = head; }
    /// false when the message would have more options than the module has room for.
    bool add_options(std::vector<coap::Option> options);
    bool can_send_confirmable() const { return exchanges_.waiting() < air_.settings.timing.con_in_flight; }
    void send(coap::Type type, coap::Code code, Bytes payload);
    /// A datagram as if the server had sent it.
    void receive(BytesView datagram);

private:
    void on_opened(Result<void> result);
    void on_closed();
    void report_open(OpenResult result);
    void drop_transport();
    Result<void> transmit(BytesView datagram);
    void transmit_answer(const coap::Message& request, coap::Type type, coap::Code code);
    coap::Message compose(coap::Type type, coap::Code code, Bytes payload);
    coap::Token random_token();
    void remember_sent(coap::MessageId id);
    void on_message(const coap::Message& message);
    bool on_acknowledgement(const coap::Message& message);
    bool on_reset(const coap::Message& message);
    bool on_request_or_response(const coap::Message& message);
    bool is_duplicate(coap::MessageId id);

    const unsigned id_;
    Air& air_;
    Network& network_;
    const ClientHooks& hooks_;
    bool exists_ = false;
    bool secure_ = false;
    bool session_lost_ = false;
    Status status_ = Status::idle;
    std::string server_;
    std::uint16_t port_ = 0;
    Endpoint endpoint_;
    Head head_;
    std::vector<coap::Option> options_;  // of the next message
    std::vector<coap::Option> kept_;     // of those before it, where they stay until they are set again
    SendStatus send_status_ = SendStatus::not_sent;
    std::deque<coap::MessageId> sent_;  // CON and NON of late, for a RST that comes back
    std::unordered_map<coap::MessageId, TimePoint> seen_;
    std::unique_ptr<Transport> transport_;
    std::vector<std::unique_ptr<Transport>> retired_;  // closed, perhaps inside their own event; freed by a timer
    TimerId retire_timer_ = TimerId::none;
    Exchanges exchanges_;
};

}  // namespace agent::modem::emulator
