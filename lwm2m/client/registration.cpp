#include "lwm2m/client/registration.hpp"

#include <algorithm>

#include "lwm2m/client/backoff.hpp"
#include "lwm2m/coap/deduplication.hpp"

namespace agent::lwm2m {

using namespace registration;
using State = RegistrationState;

namespace {

constexpr Version lowest_version{1, 0};
// The transport always tells how a connect ended; this only watches over the transport.
constexpr Duration connect_limit = 10min;
constexpr Duration least_wait = 1s;

/// Before the lifetime ends, early enough for every retransmission of the Update.
TimePoint update_time(TimePoint sent, std::uint32_t lifetime_s, TimePoint now) {
    const Duration lifetime = std::chrono::seconds(lifetime_s);
    const auto margin = std::min<Duration>(lifetime / 2, coap::max_transmit_wait);
    return std::max(sent + lifetime - margin, now + least_wait);
}

}  // namespace

Registration::Registration(const ServerAccount& account, Random& random)
    : retry_(account.retry), version_(account.version), highest_version_(account.version), random_(&random) {}

void Registration::resume(std::vector<std::string> location, Version version, Offer acknowledged) {
    location_ = std::move(location);
    version_ = version;
    acknowledged_ = std::move(acknowledged);
    known_ = true;
    expires_.reset();
}

Action Registration::on(const Event& event, TimePoint now) {
    return std::visit([&](const auto& concrete) { return handle(concrete, now); }, event);
}

Action Registration::handle(Start event, TimePoint now) {
    if (state_ != State::idle) return Nothing{};
    stopping_ = false;
    failures_ = 0;
    if (enable_at_ && now < *enable_at_) {
        state_ = State::disabled;
        wake_ = enable_at_;
        return Nothing{};
    }
    enable_at_.reset();
    if (event.delay <= Duration::zero()) return connect(now);
    state_ = State::waiting;
    wake_ = now + event.delay;
    return Nothing{};
}

Action Registration::handle(Stop, TimePoint now) {
    enable_at_.reset();
    wake_.reset();
    stopping_ = true;
    // The server may have registered us already: only its answer says where.
    if (state_ == State::registering) return Nothing{};
    if (connected_ && known_to_server(now)) return send_deregister(now);
    return left(now);
}

Action Registration::handle(Suspend, TimePoint /*now*/) {
    wake_.reset();
    sent_.reset();
    detail_.clear();
    connected_ = false;
    state_ = State::idle;
    return Disconnect{};
}

Action Registration::handle(Due, TimePoint now) {
    if (!wake_ || now < *wake_) return Nothing{};
    wake_.reset();
    switch (state_) {
        case State::connecting:
            return connect(now);
        case State::registered:
            return sent_ ? Action{Nothing{}} : send_update(now);
        case State::disabled:
            enable_at_.reset();
            failures_ = 0;
            [[fallthrough]];
        case State::waiting:
            return connected_ ? contact(now) : connect(now);
        case State::idle:
        case State::registering:
        case State::deregistering:
            return Nothing{};
    }
    return Nothing{};
}

Action Registration::handle(Connected, TimePoint now) {
    connected_ = true;
    return state_ == State::connecting ? contact(now) : Nothing{};
}

Action Registration::handle(const Disconnected& event, TimePoint now) {
    connected_ = false;
    switch (state_) {
        case State::registered:
            // The server still knows us: an Update over a new connection is enough, and it is worth an early try.
            return try_early(event.why, now);
        case State::connecting:
        case State::registering:
            // What broke on our side says nothing about the server.
            return event.cause == Cause::device ? try_early(event.why, now) : hold_off(event.why, now);
        case State::deregistering:
            return left(now);
        case State::idle:
        case State::waiting:
        case State::disabled:
            return Nothing{};
    }
    return Nothing{};
}

Action Registration::handle(const Offered& event, TimePoint now) {
    wanted_ = event.offer;
    return update_if_changed(now);
}

Action Registration::handle(const Answered& event, TimePoint now) {
    switch (state_) {
        case State::registering:
            return event.code == coap::code::created ? registered(event, now) : refused(event.code, now);
        case State::registered: {
            if (!sent_) return Nothing{};
            if (event.code == coap::code::changed) {
                acknowledge(now);
                return update_if_changed(now);
            }
            known_ = false;
            forgotten_ = event.code == coap::code::not_found;
            if (forgotten_) return send_register(now);
            return hold_off("Update answered " + event.code.name(), now);
        }
        case State::deregistering:
            forgotten_ = event.code.is_success() || event.code == coap::code::not_found;
            return left(now);
        default:
            return Nothing{};
    }
}

Action Registration::handle(const Unanswered& event, TimePoint now) {
    switch (state_) {
        case State::registered:
            if (!sent_) return Nothing{};
            known_ = false;
            [[fallthrough]];
        case State::registering:
            // The server may have forgotten the session that carries us: begin with a new one.
            connected_ = false;
            return hold_off(event.why, now);
        case State::deregistering:
            return left(now);
        default:
            return Nothing{};
    }
}

Action Registration::handle(Trigger, TimePoint now) {
    if (state_ == State::registered && !sent_) return send_update(now);
    if (state_ == State::waiting) return connected_ ? contact(now) : connect(now);
    return Nothing{};
}

Action Registration::handle(Disable event, TimePoint now) {
    if (state_ == State::idle || state_ == State::deregistering) return Nothing{};
    enable_at_ = now + std::max<Duration>(event.pause, least_wait);
    wake_.reset();
    if (connected_ && known_to_server(now)) return send_deregister(now);
    return left(now);
}

Action Registration::connect(TimePoint now) {
    state_ = State::connecting;
    sent_.reset();
    connected_ = false;
    wake_ = now + connect_limit;
    return Connect{};
}

Action Registration::contact(TimePoint now) { return known_to_server(now) ? send_update(now) : send_register(now); }

Action Registration::send_register(TimePoint now) {
    state_ = State::registering;
    known_ = false;
    sent_ = Sent{wanted_, now};
    wake_.reset();
    return SendRegister{version_};
}

Action Registration::send_update(TimePoint now) {
    // Queue mode has no place in an Update of 1.1.
    if (version_ >= Version{1, 1} && wanted_.queue_mode != acknowledged_.queue_mode) return send_register(now);
    state_ = State::registered;
    sent_ = Sent{wanted_, now};
    wake_.reset();
    return SendUpdate{.lifetime = wanted_.lifetime_s != acknowledged_.lifetime_s,
                      .binding = wanted_.queue_mode != acknowledged_.queue_mode,
                      .objects = wanted_.objects != acknowledged_.objects};
}

Action Registration::send_deregister(TimePoint now) {
    state_ = State::deregistering;
    sent_ = Sent{wanted_, now};
    wake_.reset();
    return SendDeregister{};
}

Action Registration::update_if_changed(TimePoint now) {
    if (state_ != State::registered || sent_ || wanted_ == acknowledged_) return Nothing{};
    return send_update(now);
}

Action Registration::registered(const Answered& event, TimePoint now) {
    if (event.location.empty()) return hold_off("2.01 Created without a usable Location-Path", now);
    location_ = event.location;
    known_ = true;
    forgotten_ = false;
    if (stopping_) return send_deregister(now);
    state_ = State::registered;
    acknowledge(now);
    return update_if_changed(now);
}

Action Registration::refused(coap::Code code, TimePoint now) {
    if (stopping_) return left(now);
    if (code == coap::code::precondition_failed && version_ > lowest_version) {
        version_ = Version{version_.major, static_cast<std::uint8_t>(version_.minor - 1)};
        return send_register(now);
    }
    if (code == coap::code::precondition_failed) version_ = highest_version_;
    return hold_off("Register answered " + code.name(), now);
}

Action Registration::left(TimePoint now) {
    known_ = false;
    sent_.reset();
    detail_.clear();
    connected_ = false;
    state_ = enable_at_ ? State::disabled : State::idle;
    wake_ = enable_at_ ? std::optional(std::max(*enable_at_, now + least_wait)) : std::nullopt;
    return Disconnect{};
}

Action Registration::hold_off(std::string why, TimePoint now) {
    if (stopping_) return left(now);
    state_ = State::waiting;
    sent_.reset();
    detail_ = std::move(why);
    if (failures_ < UINT32_MAX) ++failures_;
    wake_ = now + backoff(retry_, failures_, *random_);
    return connected_ ? Action{Nothing{}} : Action{Disconnect{}};
}

Action Registration::try_early(std::string why, TimePoint now) {
    if (stopping_) return left(now);
    state_ = State::waiting;
    sent_.reset();
    detail_ = std::move(why);
    wake_ = now + early_tries_.next(retry_.first, *random_);
    return Disconnect{};
}

void Registration::acknowledge(TimePoint now) {
    acknowledged_ = std::move(sent_->offer);
    const auto sent_at = sent_->at;
    sent_.reset();
    failures_ = 0;
    early_tries_.reset();
    detail_.clear();
    expires_.reset();
    wake_.reset();
    if (acknowledged_.lifetime_s == 0) return;
    expires_ = sent_at + std::chrono::seconds(acknowledged_.lifetime_s);
    wake_ = update_time(sent_at, acknowledged_.lifetime_s, now);
}

std::uint64_t Registration::attempts_until_failed() const {
    return std::uint64_t{retry_.attempts} * std::max(retry_.sequences, 1U);
}

bool Registration::has_failed() const { return retry_.attempts > 0 && failures_ >= attempts_until_failed(); }

RegistrationStatus Registration::status() const {
    RegistrationStatus status{.state = state_,
                              .detail = detail_,
                              .lifetime_s = acknowledged_.lifetime_s,
                              .version = version_,
                              .failures = failures_,
                              .next = wake_};
    if (known_) {
        for (const auto& segment : location_) status.location.append("/").append(segment);
        status.expires = expires_;
    }
    return status;
}

}  // namespace agent::lwm2m
