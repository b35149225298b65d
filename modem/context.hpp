// One CoAP context of the module from configuration to close (QCOAP note 2.3.1 to 2.3.3), and the messages that go out
// on it: one transaction at a time; after a failed one the context is closed and opened again before the next message.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "modem/at/channel.hpp"
#include "modem/client_id.hpp"
#include "modem/context_settings.hpp"
#include "modem/qcoap/kept_options.hpp"
#include "modem/qcoap/open.hpp"
#include "modem/send_watch.hpp"
#include "modem/settings.hpp"
#include "modem/state.hpp"

namespace agent::modem {

class Context {
public:
    using Sent = std::function<void(Result<void>)>;
    struct Hooks {
        std::function<void(ContextState, error_code)> on_state;
        SendWatch::Report on_status;
        std::function<void(const std::string& host, std::function<void(Result<std::string>)>)> resolve;
    };

    Context(ClientId client, const Settings& settings, Timers& timers, Log log, at::Channel& channel, Hooks hooks);
    ~Context();

    void open(ContextSettings settings);
    void close(std::function<void()> done);
    void send(const coap::Message& message, Sent done);
    ContextState state() const { return state_; }

    /// The module is up, and `entry` is what AT+QCOAPOPEN? says of this context; nullptr when it has none.
    void on_module_ready(const qcoap::open::Entry* entry);
    /// The module may have lost the context: nothing is sent until on_module_ready().
    void on_module_unsure() { module_ready_ = false; }
    /// The module restarted or is gone, and the context with it.
    void on_module_lost(error_code why);
    /// Closes and opens it again: what the server knows of it no longer holds.
    void renew(error_code why);
    void on_open_result(error_code result);
    void on_close_result();
    void on_send_status(qcoap::SendStatus status) { watch_.on_status(status); }
    void on_message(const coap::Message& message);

private:
    struct Outgoing {
        std::vector<at::Command> commands;     // of a module that keeps no options
        std::optional<coap::Message> message;  // of one that does: what it has to be told depends on what went before
        bool answer;                           // to the server, who waits
        std::optional<coap::MessageId> confirmable;
        TimePoint since;
        Sent done;
    };

    bool is_stale(const Outgoing& outgoing) const;
    void begin_open();
    void open_at(const std::string& address);
    void open_failed(error_code why);
    void opened();
    void begin_close();
    void closed();
    void close_and_open();
    void poison(error_code why);
    void on_outcome(coap::MessageId message_id, qcoap::SendStatus status);
    void enqueue(Outgoing outgoing);
    void send_next();
    Result<std::vector<at::Command>> spell(Outgoing& outgoing);
    void on_sent(Outgoing& outgoing, const Result<at::Reply>& reply);
    void fail_queue(error_code why);
    void set_state(ContextState state, error_code why = {});
    void arm(Duration limit, std::function<void()> then);

    ClientId client_;
    const Settings& settings_;
    Timers& timers_;
    Log log_;
    at::Channel& channel_;
    Hooks hooks_;
    SendWatch watch_;
    ContextState state_ = ContextState::closed;
    std::optional<ContextSettings> wanted_;
    std::vector<std::function<void()>> closers_;
    std::deque<Outgoing> queue_;
    qcoap::KeptOptions kept_options_;  // empty where the module keeps none
    bool module_ready_ = false;
    bool sending_ = false;
    unsigned unanswered_ = 0;    // confirmable messages in a row
    bool cleared_once_ = false;  // a leftover of the identifier was closed; not tried again
    std::uint64_t epoch_ = 0;    // of this state: completions of an earlier one no longer matter
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem
