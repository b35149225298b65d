// The bootstrap interface as a machine without I/O (LwM2M Core 1.1 §6.1): when to ask the bootstrap server, when its
// session begins and ends. Events and a time go in, the next action comes out, as in registration.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/client/backoff.hpp"
#include "lwm2m/client/cause.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/client/status.hpp"
#include "lwm2m/coap/code.hpp"

namespace agent::lwm2m {

enum class BootstrapReason : std::uint8_t {
    trigger,    // /1/x/9, or a person
    failure,    // of a registration, /1/x/16
    no_server,  // there is no other account
};
std::string_view name_of(BootstrapReason reason);

namespace bootstrap {

struct Wanted {
    BootstrapReason reason;
    Duration hold_off;  // /0/x/11
};
struct Withdrawn {};  // the registration that had failed works again
struct Stop {};       // or: there is no account any more
struct Due {};        // wake() has come
struct Connected {};
struct Disconnected {
    std::string why;
    Cause cause = Cause::server;
};
struct Answered {  // to the Bootstrap-Request
    coap::Code code;
};
struct Unanswered {
    std::string why;
};
struct Asked {             // by the bootstrap server; before its request is served
    bool changes = false;  // a Write or Delete
};
struct Finished {};  // what it wrote is kept
using Event =
    std::variant<Wanted, Withdrawn, Stop, Due, Connected, Disconnected, Answered, Unanswered, Asked, Finished>;

struct Nothing {};
struct Connect {};     // dropping the connection there was
struct Disconnect {};  // and wait
struct SendRequest {};
struct Begin {};  // a session: take leave of the other servers
struct Abort {};  // it: disconnect, and everything is as it was before
using Action = std::variant<Nothing, Connect, Disconnect, SendRequest, Begin, Abort>;

}  // namespace bootstrap

class Bootstrap {
public:
    Bootstrap(const BootstrapTiming& timing, Random& random) : timing_(timing), random_(random) {}

    bootstrap::Action on(const bootstrap::Event& event, TimePoint now);
    /// When on(Due{}) is wanted.
    std::optional<TimePoint> wake() const { return wake_; }
    BootstrapState state() const { return state_; }
    BootstrapStatus status() const { return {state_, detail_, failures_, wake_}; }
    /// A session is under way, or the server may begin it by any request.
    bool is_open() const { return state_ == BootstrapState::running || state_ == BootstrapState::requesting; }

private:
    using Action = bootstrap::Action;

    Action handle(const bootstrap::Wanted& event, TimePoint now);
    Action handle(bootstrap::Withdrawn, TimePoint now);
    Action handle(bootstrap::Stop, TimePoint now);
    Action handle(bootstrap::Due, TimePoint now);
    Action handle(bootstrap::Connected, TimePoint now);
    Action handle(const bootstrap::Disconnected& event, TimePoint now);
    Action handle(bootstrap::Answered event, TimePoint now);
    Action handle(const bootstrap::Unanswered& event, TimePoint now);
    Action handle(bootstrap::Asked event, TimePoint now);
    Action handle(bootstrap::Finished, TimePoint now);

    Action connect(TimePoint now);
    Action send_request();
    Action begin(TimePoint now);
    Action failed(std::string why, TimePoint now);
    Action broken(std::string why, TimePoint now);
    Action ended(std::string why, bool was_running);
    void rest();
    void wait(TimePoint now);
    Duration first_wait() const { return std::max<Duration>(hold_off_, std::chrono::seconds(1)); }
    Duration most_wait() const { return std::max(timing_.most, first_wait()); }

    BootstrapTiming timing_;
    Random& random_;
    BootstrapState state_ = BootstrapState::idle;
    std::optional<BootstrapReason> reason_;  // set until a session has succeeded
    Duration hold_off_{};
    bool connected_ = false;
    std::optional<TimePoint> wake_;
    std::uint32_t failures_ = 0;  // in a row, of the server
    EarlyTries early_tries_;
    std::string detail_;
};

}  // namespace agent::lwm2m
