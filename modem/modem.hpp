// The module as the rest of the agent sees it: CoAP messages in and out of up to five contexts, and its own AT
// commands. Sans-I/O: bytes come by receive(), leave by Hooks::write, time comes from Timers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/result.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/coap/message.hpp"
#include "modem/at/command.hpp"
#include "modem/at/counters.hpp"
#include "modem/client_id.hpp"
#include "modem/context_settings.hpp"
#include "modem/module/identity.hpp"
#include "modem/qcoap/send_status.hpp"
#include "modem/settings.hpp"
#include "modem/state.hpp"

namespace agent::modem {

class Listener {
public:
    virtual ~Listener() = default;
    /// The module moved on, or still waits in `state` for a new reason.
    virtual void on_state(State state, std::string_view reason) = 0;
    /// The module sleeps (PSM): nothing reaches it over the air until it has something to send or its periodic update
    /// is due.
    virtual void on_unreachable() {}
    /// `why` is set when the context became closed or poisoned against the owner's wish.
    virtual void on_context(ClientId client, ContextState state, error_code why) = 0;
    virtual void on_message(ClientId client, coap::Message message) = 0;
    /// The fate of the last confirmable message sent on `client`, when the module tells it.
    virtual void on_send_status(ClientId client, coap::MessageId message_id, qcoap::SendStatus status) = 0;
};

/// What the modem needs from its owner.
struct Hooks {
    using Resolved = std::function<void(Result<std::string>)>;  // a numeric address
    std::function<void(std::string_view)> write;                // bytes for the serial line, all of them, in order
    std::function<void(std::string host, Resolved)> resolve;    // by the host; empty: only the module resolves
    std::function<void(unsigned baud)> set_baud;                // empty: one speed only
    /// Every line of the AT conversation, outgoing and incoming, secrets masked; for diagnosis.
    std::function<void(at::Direction, std::string_view)> trace;
};

class Modem {
public:
    using Sent = std::function<void(Result<void>)>;
    using Replied = std::function<void(Result<at::Reply>)>;

    Modem(Settings settings, Timers& timers, Random& random, Log log, Listener& listener, Hooks hooks);
    ~Modem();

    /// The port is open: bring the module up. It never gives up; on_state tells how it gets on.
    void start();
    void receive(std::string_view bytes);
    /// The port went away. Contexts are closed, what waits fails with at::Error::port_closed; start() again when it is
    /// back.
    void port_closed();

    /// Wants a context: opened now or as soon as the module is ready, and again after every reset of the module.
    /// A failure is reported by on_context(closed, why); then the owner decides when to call open() again.
    void open(ClientId client, ContextSettings settings);
    /// `done` runs when the context is gone, at once when there was none.
    void close(ClientId client, std::function<void()> done = {});
    /// `done` runs when the module took the message (the OK of AT+QCOAPSEND), or with why it did not; before send()
    /// returns when the message cannot be expressed in the note's grammar. A message for a context that is opening
    /// or poisoned waits for it. Answers to the server overtake other commands.
    void send(ClientId client, coap::Message message, Sent done);
    /// One AT command of the owner's; at::Error::not_ready until the module answered its first `AT`.
    void execute(at::Command command, Replied done);

    /// Whether the module knows a name, by itself: its address, or why not.
    void resolve(const std::string& host, Hooks::Resolved done);

    /// Instead of Hooks::trace, from now on; empty: nothing. Not from inside it.
    void set_trace(std::function<void(at::Direction, std::string_view)> trace);

    /// When the command on the line has to have ended, whatever the module does; nullopt when there is none.
    std::optional<TimePoint> command_due() const;

    State state() const;
    ContextState context(ClientId client) const;
    const module::Identity& identity() const;  // what is known so far
    const at::Counters& counters() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace agent::modem
