#include "modem/recovery_ladder.hpp"

#include <algorithm>
#include <span>

namespace agent::modem {
namespace {

using Step = RecoveryStep;

constexpr unsigned most_doublings = 4;

/// A server that is silent is no reason to go beyond the radio.
std::span<const Step> rungs_of(Ailment ailment) {
    static constexpr std::array all{Step::radio_cycle, Step::restart, Step::hard_reset};
    const std::span<const Step> rungs(all);
    switch (ailment) {
        case Ailment::none:
            return {};
        case Ailment::no_port:
            return rungs.last(1);
        case Ailment::silent:
            return rungs.last(2);
        case Ailment::no_sim:
        case Ailment::no_network:
            return rungs;
        case Ailment::no_data:
            return rungs.first(1);
    }
    return {};
}

}  // namespace

std::string_view to_string(Ailment ailment) {
    switch (ailment) {
        case Ailment::none:
            return "nothing";
        case Ailment::no_port:
            return "the port is gone";
        case Ailment::silent:
            return "the module is silent";
        case Ailment::no_sim:
            return "there is no usable SIM";
        case Ailment::no_network:
            return "there is no network";
        case Ailment::no_data:
            return "no server answers";
    }
    return "unknown";
}

std::string_view to_string(RecoveryStep step) {
    switch (step) {
        case Step::resynchronise:
            return "resynchronise";
        case Step::reopen:
            return "reopen";
        case Step::radio_cycle:
            return "radio_cycle";
        case Step::restart:
            return "restart";
        case Step::hard_reset:
            return "hard_reset";
    }
    return "unknown";
}

void RecoveryLadder::feel(Ailment ailment, TimePoint now) {
    if (ailment == ailment_) return;
    const auto passed = now - since_;
    const bool was_well = ailment_ == Ailment::none;
    ailment_ = ailment;
    since_ = now;
    if (!was_well) {
        // What had been silent and now lacks its network is on the mend, or not: the waiting goes on.
        wait_ = std::max(Duration::zero(), wait_ - passed);
    } else if (passed >= settings_.forget_after) {
        taken_ = 0;
        for (auto& history : histories_) history.tries = 0;
        wait_ = patience();
    } else {
        // One that is ill more often than well gets there, a short relapse does not.
        wait_ = std::min(patience(), wait_ + passed);
    }
    // That no server answers is known only when it has been so for long.
    if (ailment == Ailment::no_data && history(Step::radio_cycle).tries == 0) wait_ = Duration::zero();
}

Duration RecoveryLadder::patience() const {
    const auto first = ailment_ == Ailment::no_data ? settings_.servers_silent : settings_.reset_after;
    return first * (1U << std::min(taken_, most_doublings));
}

RecoveryLadder::Limit RecoveryLadder::limit_of(RecoveryStep step) const {
    switch (step) {
        case Step::radio_cycle:
            return {settings_.radio_cycles_per_day, 24h};
        case Step::restart:
            return {settings_.restarts_per_hour, 1h};
        default:
            return {settings_.hard_resets_per_day, 24h};
    }
}

std::optional<TimePoint> RecoveryLadder::allowed_from(RecoveryStep step) const {
    const auto limit = limit_of(step);
    const auto& taken = history(step).taken;
    if (limit.most == 0) return std::nullopt;
    return taken.size() < limit.most ? TimePoint::min() : taken[taken.size() - limit.most] + limit.within;
}

/// The lowest that was not tried often enough; the highest again when all were.
std::optional<RecoveryStep> RecoveryLadder::next_step() const {
    std::optional<Step> found;
    for (const auto step : rungs_of(ailment_)) {
        if (step == Step::hard_reset && settings_.hard_reset.empty()) continue;
        if (limit_of(step).most == 0) continue;
        found = step;
        if (history(step).tries < settings_.step_tries) break;
    }
    return found;
}

std::optional<TimePoint> RecoveryLadder::wake() const {
    const auto step = next_step();
    if (!step) return std::nullopt;
    return std::max(since_ + wait_, *allowed_from(*step));
}

std::optional<RecoveryStep> RecoveryLadder::climb(TimePoint now) {
    const auto when = wake();
    if (!when || now < *when) return std::nullopt;
    const auto step = *next_step();
    auto& taken = history(step).taken;
    taken.push_back(now);
    while (taken.size() > limit_of(step).most) taken.pop_front();
    ++history(step).tries;
    since_ = now;
    ++taken_;
    wait_ = patience();
    return step;
}

}  // namespace agent::modem
