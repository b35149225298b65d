#include "modem/probe.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modem/at/errors.hpp"

namespace agent::modem {
namespace {

constexpr unsigned asks_of_a_speed = 10;

}  // namespace

Probe::Probe(const Settings& settings, Timers& timers, Log log, at::Channel& channel, Hooks hooks)
    : settings_(settings), timers_(timers), log_(log), channel_(channel), hooks_(std::move(hooks)) {}

void Probe::start() {
    stop();
    speeds_tried_ = 0;
    heard_error_ = false;
    next_speed();
}

void Probe::stop() {
    timers_.cancel(timer_);
    ++run_;
}

void Probe::next_speed() {
    const auto& bauds = settings_.bauds;
    if (!bauds.empty()) {
        const auto baud = bauds[speed_ % bauds.size()];
        channel_.set_baud(baud);
        if (hooks_.set_baud) hooks_.set_baud(baud);
        log_.debug("probing baud={}", baud);
    }
    asked_ = 0;
    wait_ = settings_.timing.probe_first;
    ask();
}

void Probe::ask() {
    ++asked_;
    channel_.execute(at::Command("").within(wait_).as_probe(), [this, run = run_](const Result<at::Reply>& reply) {
        if (run == run_) on_reply(reply);
    });
}

void Probe::on_reply(const Result<at::Reply>& reply) {
    if (reply) {
        stop();
        return hooks_.on_answer();
    }
    const bool silent = reply.error() == at::Error::timed_out;
    heard_error_ = heard_error_ || !silent;
    // A module that is still booting answers ERROR at once: it is given the same time.
    timer_ = timers_.after(silent ? Duration{} : wait_, [this] {
        timer_ = TimerId::none;
        try_again();
    });
}

void Probe::try_again() {
    wait_ = std::min(wait_ * 3 / 2, settings_.timing.probe_last);
    if (asked_ < asks_of_a_speed) return ask();
    ++speed_;
    if (++speeds_tried_ < settings_.bauds.size()) {
        channel_.clear_input();
        return next_speed();
    }
    stop();
    hooks_.on_silence(heard_error_ ? "the module answers AT with ERROR"
                                   : fmt::format("no answer to AT at {} baud", fmt::join(settings_.bauds, ", ")));
}

}  // namespace agent::modem
