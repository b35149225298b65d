#include "lwm2m/client/bootstrap.hpp"

#include <algorithm>

namespace agent::lwm2m {

using namespace bootstrap;
using State = BootstrapState;

namespace {

// The transport always tells how a connect ended; this only watches over the transport.
constexpr Duration connect_limit = 10min;
// What a device that breaks at every try waits at most, when its hold-off time is not longer.
constexpr Duration longest_early_wait = 1min;

}  // namespace

std::string_view name_of(BootstrapReason reason) {
    switch (reason) {
        case BootstrapReason::trigger:
            return "it was asked for";
        case BootstrapReason::failure:
            return "a registration failed";
        case BootstrapReason::no_server:
            return "there is no server";
    }
    return "?";
}

Action Bootstrap::on(const Event& event, TimePoint now) {
    return std::visit([&](const auto& concrete) { return handle(concrete, now); }, event);
}

Action Bootstrap::handle(const Wanted& event, TimePoint now) {
    // Nothing withdraws what a server or a person asked for.
    if (!reason_ || event.reason != BootstrapReason::failure) reason_ = event.reason;
    hold_off_ = event.hold_off;
    if (state_ != State::idle) return Nothing{};
    failures_ = 0;
    early_tries_.reset();
    detail_.clear();
    wait(now);
    return Nothing{};
}

Action Bootstrap::handle(Withdrawn, TimePoint /*now*/) {
    if (state_ != State::waiting || reason_ != BootstrapReason::failure) return Nothing{};
    rest();
    return Nothing{};
}

Action Bootstrap::handle(Stop, TimePoint /*now*/) {
    rest();
    connected_ = false;
    return Disconnect{};
}

Action Bootstrap::handle(Due, TimePoint now) {
    if (!wake_ || now < *wake_) return Nothing{};
    wake_.reset();
    switch (state_) {
        case State::waiting:
        case State::connecting:
            return connected_ ? send_request() : connect(now);
        case State::running:
            return failed("the bootstrap server is silent", now);
        case State::none:
        case State::idle:
        case State::requesting:
            return Nothing{};
    }
    return Nothing{};
}

Action Bootstrap::handle(Connected, TimePoint /*now*/) {
    connected_ = true;
    return state_ == State::connecting ? send_request() : Nothing{};
}

Action Bootstrap::handle(const Disconnected& event, TimePoint now) {
    connected_ = false;
    if (state_ == State::idle || state_ == State::waiting) return Nothing{};
    return event.cause == Cause::device ? broken(event.why, now) : failed(event.why, now);
}

Action Bootstrap::handle(Answered event, TimePoint now) {
    if (state_ != State::requesting) return Nothing{};
    if (event.code == coap::code::changed) return begin(now);
    return failed("Bootstrap-Request answered " + event.code.name(), now);
}

Action Bootstrap::handle(const Unanswered& event, TimePoint now) {
    return state_ == State::requesting ? failed(event.why, now) : Nothing{};
}

Action Bootstrap::handle(Asked event, TimePoint now) {
    if (state_ == State::running) {
        wake_ = now + timing_.silence;
        return Nothing{};
    }
    // What comes before the answer to our request belongs to the session that we asked for.
    return event.changes || state_ == State::requesting ? begin(now) : Nothing{};
}

Action Bootstrap::handle(Finished, TimePoint /*now*/) {
    rest();
    return Nothing{};
}

Action Bootstrap::connect(TimePoint now) {
    state_ = State::connecting;
    wake_ = now + connect_limit;
    return Connect{};
}

Action Bootstrap::send_request() {
    state_ = State::requesting;
    wake_.reset();
    return SendRequest{};
}

Action Bootstrap::begin(TimePoint now) {
    state_ = State::running;
    early_tries_.reset();
    detail_.clear();
    wake_ = now + timing_.silence;
    return Begin{};
}

Action Bootstrap::failed(std::string why, TimePoint now) {
    const bool was_running = state_ == State::running;
    if (failures_ < UINT32_MAX) ++failures_;
    // A server that began by itself may begin again by itself.
    reason_ ? wait(now) : rest();
    return ended(std::move(why), was_running);
}

Action Bootstrap::broken(std::string why, TimePoint now) {
    if (!reason_) return failed(std::move(why), now);
    const bool was_running = state_ == State::running;
    state_ = State::waiting;
    wake_ = now + early_tries_.next(std::max(first_wait(), std::min(most_wait(), longest_early_wait)), random_);
    return ended(std::move(why), was_running);
}

Action Bootstrap::ended(std::string why, bool was_running) {
    connected_ = false;
    detail_ = std::move(why);
    return was_running ? Action{Abort{}} : Action{Disconnect{}};
}

void Bootstrap::rest() {
    state_ = State::idle;
    reason_.reset();
    wake_.reset();
    failures_ = 0;
    early_tries_.reset();
    detail_.clear();
}

void Bootstrap::wait(TimePoint now) {
    const auto most = most_wait();
    auto delay = first_wait();
    for (std::uint32_t doubled = 0; doubled < failures_ && delay < most; ++doubled) {
        delay = delay > most / 2 ? most : delay * 2;
    }
    state_ = State::waiting;
    wake_ = now + delay + std::chrono::duration_cast<Duration>(delay * (0.5 * random_.unit()));
}

}  // namespace agent::lwm2m
