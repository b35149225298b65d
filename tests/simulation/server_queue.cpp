// Queue mode (LwM2M Core 1.1 §6.5): what the server asks of a device that sleeps waits until it says something.
#include "tests/simulation/server.hpp"

namespace agent::simulation {
namespace {

constexpr std::size_t most_held = 300;
// The device counts from when it sent; what the server sends last has to arrive in time.
constexpr Duration margin = 5s;
// The Update before the end of a lifetime, which the retransmissions of one before it may delay.
constexpr Duration longest_sleep = std::chrono::seconds(longest_lifetime_s) + 5min;

}  // namespace

/// Whatever comes from the device opens its window.
void Server::heard() {
    awake_until_ = around_.timers.now() + around_.plan.awake - margin;
    if (held_.empty() || held_timer_ != TimerId::none) return;
    // An answer to what was heard goes first.
    held_timer_ = around_.timers.after(between(around_.random, 1ms, 1s), [this] {
        held_timer_ = TimerId::none;
        ask_held();
    });
}

bool Server::must_hold() const {
    return registration_ && registration_->queue_mode && around_.timers.now() >= awake_until_;
}

void Server::hold(Question question) {
    ++statistics_.held;
    question.held_at = around_.timers.now();
    held_.push_back(std::move(question));
    if (held_.size() <= most_held) return;
    if (held_.front().kind == Kind::upload) upload_.reset();
    held_.pop_front();
}

void Server::ask_held() {
    for (auto& question : std::exchange(held_, {})) {
        if (question.kind == Kind::upload && !has_registration()) upload_.reset();
        ask(std::move(question));
    }
}

void Server::forget_held() {
    held_.clear();
    around_.timers.cancel(held_timer_);
}

void Server::check_held() const {
    for (const auto& question : held_) {
        const auto since = std::max(question.held_at, calm_since_);
        if (around_.timers.now() - since > longest_sleep)
            around_.referee.broken("a request waits since " + time_text(question.held_at) +
                                   ", and the device has not been heard");
    }
}

/// Nothing went wrong, the device was awake and the server still knows it by the same connection: it answers.
void Server::check_unanswered(const Asked& asked) const {
    const bool well = calm_ && asked.first_at >= calm_since_ + longest_hanging && !around_.plan.bootstrap;
    const bool same =
        has_registration() && registration_->port == asked.port && registration_->location == asked.location;
    if (well && same)
        around_.referee.broken("a request is never answered although nothing went wrong: " + asked.message.summary());
}

}  // namespace agent::simulation
