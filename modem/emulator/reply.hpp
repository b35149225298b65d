// What a command answers: information lines, then a final result code or the data prompt, then what it sets going.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::modem::emulator {

/// <err> of +CME ERROR: the note's chapter 6, and of TS 27.007 §9.2 what a SIM needs.
enum class Cme : std::uint16_t {
    not_allowed = 3,
    not_supported = 4,
    sim_not_inserted = 10,
    sim_pin_required = 11,
    memory_failure = 23,
    no_network = 30,
    incorrect_password = 16,
    incorrect_parameters = 50,
    disabled = 51,
    aborted_by_user = 52,
    flow_control = 159,
};

struct Reply {
    /// The data that follows `>`.
    struct Prompt {
        std::optional<std::size_t> length;  // absent: until Ctrl-Z or Esc
        std::function<Reply(Bytes)> finish;
    };

    std::vector<std::string> lines;
    std::optional<Cme> error;
    bool plain_error = false;  // ERROR even when +CME ERROR is on
    std::optional<Prompt> prompt;
    std::function<void()> then;  // runs once the result code is on the line
    Duration takes{};            // on top of the line's latency

    static Reply ok() { return {}; }
    static Reply line(std::string text) {
        Reply reply;
        reply.lines.push_back(std::move(text));
        return reply;
    }
    static Reply failed(Cme cme) {
        Reply reply;
        reply.error = cme;
        return reply;
    }
    static Reply and_then(std::function<void()> action) {
        Reply reply;
        reply.then = std::move(action);
        return reply;
    }
};

}  // namespace agent::modem::emulator
