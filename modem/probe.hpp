// Looks for a module that answers: `AT` again and again, at each line speed in turn (a sleeping UART loses the first
// ones).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/at/channel.hpp"
#include "modem/settings.hpp"

namespace agent::modem {

class Probe {
public:
    struct Hooks {
        std::function<void(unsigned)> set_baud;  // of the port; may be empty
        std::function<void()> on_answer;
        std::function<void(const std::string& reason)> on_silence;  // no answer at any speed
    };

    Probe(const Settings& settings, Timers& timers, Log log, at::Channel& channel, Hooks hooks);
    ~Probe() { stop(); }

    void start();
    void stop();

private:
    void next_speed();
    void ask();
    void on_reply(const Result<at::Reply>& reply);
    void try_again();

    const Settings& settings_;
    Timers& timers_;
    Log log_;
    at::Channel& channel_;
    Hooks hooks_;
    std::size_t speed_ = 0;  // the one to begin with: the last that worked
    std::size_t speeds_tried_ = 0;
    unsigned asked_ = 0;
    bool heard_error_ = false;
    Duration wait_{};
    std::uint64_t run_ = 0;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem
