// The registration interface of one server as a machine without I/O (LwM2M Core 1.1 §6.2): events and a time go in,
// the next action comes out. Whoever drives it carries the action out and calls on(Due{}) when wake() has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/client/backoff.hpp"
#include "lwm2m/client/cause.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/client/status.hpp"
#include "lwm2m/coap/code.hpp"

namespace agent::lwm2m {

/// What a registration tells the server.
struct Offer {
    std::uint32_t lifetime_s = 86400;
    bool queue_mode = false;
    std::string objects;  // the link list of the Register payload
    friend bool operator==(const Offer&, const Offer&) = default;
};

namespace registration {

struct Start {
    Duration delay{};  // before the first attempt
};
struct Stop {};
struct Suspend {};  // leave without a word; Start goes on where this ended
struct Due {};      // wake() has come
struct Connected {};
struct Disconnected {
    std::string why;
    Cause cause = Cause::server;
};
struct Offered {  // something we tell the server may have changed
    Offer offer;
};
struct Answered {  // to the request that is outstanding
    coap::Code code;
    std::vector<std::string> location;
};
struct Unanswered {
    std::string why;
};
struct Trigger {};  // /1/x/8, or a person: make contact now
struct Disable {    // /1/x/4
    Duration pause;
};
using Event =
    std::variant<Start, Stop, Suspend, Due, Connected, Disconnected, Offered, Answered, Unanswered, Trigger, Disable>;

struct Nothing {};
struct Connect {};     // dropping the connection there was
struct Disconnect {};  // and wait
struct SendRegister {
    Version version;
};
struct SendUpdate {  // only what changed since the server last acknowledged it
    bool lifetime = false;
    bool binding = false;
    bool objects = false;
};
struct SendDeregister {};
/// A request replaces the one that was outstanding: its answer no longer counts.
using Action = std::variant<Nothing, Connect, Disconnect, SendRegister, SendUpdate, SendDeregister>;

}  // namespace registration

class Registration {
public:
    Registration(const ServerAccount& account, Random& random);

    /// Before Start: the server knows the device by that location, as of before a restart. How much of the lifetime is
    /// left nobody knows; an Update tells.
    void resume(std::vector<std::string> location, Version version, Offer acknowledged);

    registration::Action on(const registration::Event& event, TimePoint now);
    /// When on(Due{}) is wanted; nullopt when only an event can help, and one is sure to come.
    std::optional<TimePoint> wake() const { return wake_; }

    /// Corrects what the Register that on() has just asked for says: the object list depends on the version.
    void revise(Offer offer) {
        wanted_ = std::move(offer);
        if (sent_) sent_->offer = wanted_;
    }

    void set_retry(const RetrySettings& retry) { retry_ = retry; }

    RegistrationState state() const { return state_; }
    /// So many attempts in a row failed that a bootstrap might help (/1/x/17, /1/x/20). The attempts go on.
    bool has_failed() const;
    /// That many, or a multiple: the moment to ask for a bootstrap.
    bool is_just_failed() const { return has_failed() && failures_ % attempts_until_failed() == 0; }
    /// What the server is to know; a request says it as it is when the request is made.
    const Offer& offer() const { return wanted_; }
    const std::vector<std::string>& location() const { return location_; }
    /// What the server has acknowledged last; nullptr when it does not know us.
    const Offer* acknowledged() const { return known_ ? &acknowledged_ : nullptr; }
    /// The server has said that it does not know us, and no Register was accepted since.
    bool is_forgotten() const { return forgotten_; }
    RegistrationStatus status() const;

private:
    using Action = registration::Action;
    struct Sent {  // the request that is outstanding
        Offer offer;
        TimePoint at;
    };

    Action handle(registration::Start event, TimePoint now);
    Action handle(registration::Stop, TimePoint now);
    Action handle(registration::Suspend, TimePoint now);
    Action handle(registration::Due, TimePoint now);
    Action handle(registration::Connected, TimePoint now);
    Action handle(const registration::Disconnected& event, TimePoint now);
    Action handle(const registration::Offered& event, TimePoint now);
    Action handle(const registration::Answered& event, TimePoint now);
    Action handle(const registration::Unanswered& event, TimePoint now);
    Action handle(registration::Trigger, TimePoint now);
    Action handle(registration::Disable event, TimePoint now);

    Action connect(TimePoint now);
    Action contact(TimePoint now);  // Register or Update over the connection there is
    Action send_register(TimePoint now);
    Action send_update(TimePoint now);
    Action send_deregister(TimePoint now);
    Action update_if_changed(TimePoint now);
    Action registered(const registration::Answered& event, TimePoint now);
    Action refused(coap::Code code, TimePoint now);
    Action left(TimePoint now);  // the De-register is over, one way or the other
    Action hold_off(std::string why, TimePoint now);
    Action try_early(std::string why, TimePoint now);
    void acknowledge(TimePoint now);
    std::uint64_t attempts_until_failed() const;
    bool known_to_server(TimePoint now) const { return known_ && (!expires_ || now < *expires_); }

    RetrySettings retry_;
    Version version_;
    Version highest_version_;
    Random* random_;

    RegistrationState state_ = RegistrationState::idle;
    bool connected_ = false;
    bool known_ = false;  // the server has given us `location_` and not taken it back
    bool forgotten_ = false;
    std::vector<std::string> location_;  // of the last Register, one entry a segment
    Offer wanted_;
    Offer acknowledged_;
    std::optional<Sent> sent_;
    std::optional<TimePoint> expires_;  // of the lifetime; nullopt: never
    std::optional<TimePoint> wake_;
    std::optional<TimePoint> enable_at_;  // set between Disable and its end
    bool stopping_ = false;               // Stop came while a Register was on its way
    std::uint32_t failures_ = 0;
    EarlyTries early_tries_;
    std::string detail_;
};

}  // namespace agent::lwm2m
