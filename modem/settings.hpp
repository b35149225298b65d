// What the operator can choose about the module: the `modem:` section of the configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "modem/qcoap/encoding_settings.hpp"

namespace agent::modem {

using qcoap::EncodingSettings;
using qcoap::PayloadForm;

/// off: the module never sleeps. light: it sleeps between messages. psm: it also powers down between tracking area
/// updates.
enum class Sleep : std::uint8_t { off, light, psm };

struct TimingSettings {
    Duration command = 3s;        // a QCOAP command promises 300 ms; a loaded module takes longer
    Duration context_open = 60s;  // from the OK of AT+QCOAPOPEN to its result; a DTLS handshake over NB-IoT is slow
    Duration context_close = 20s;
    Duration name_resolution = 20s;  // AT+QDNS, before the host's resolver is asked
    Duration probe_first = 150ms;    // between two `AT` of a probe, growing to probe_last
    Duration probe_last = 1s;
    Duration poll = 3s;  // between two looks at SIM, attach and registration, growing to poll_last
    Duration poll_last = 30s;
    Duration back_off_first = 2s;  // after a whole bring-up failed, growing to back_off_last
    Duration back_off_last = 2min;
    Duration status_query = 8s;  // a confirmable message without any news: ask AT+QCOAPSEND=<clientID>
    Duration wake_after = 5s;    // with sleep: a line idle for longer is woken by `AT` before the next command
    friend bool operator==(const TimingSettings&, const TimingSettings&) = default;
};

/// When the agent stops trusting the module, and what it does then (RecoveryLadder).
struct RecoverySettings {
    unsigned at_timeouts = 3;      // commands unanswered in a row: the module is silent
    Duration check_after = 5min;   // nothing was asked of a module that never sleeps: is it still there and registered?
    unsigned reopen_after = 2;     // confirmable messages in a row that a server left unanswered: reopen its context
    Duration reset_after = 5min;   // silent, without SIM or without network for this long: the next step; it doubles
                                   // with each step
    Duration servers_silent = 2h;  // attached, and no server answers for this long: the radio is cycled
    unsigned step_tries = 2;       // of a step before the next one
    Duration forget_after = 30min;       // well for this long: the first step is the lowest again
    unsigned radio_cycles_per_day = 12;  // 0: never, as with the others
    unsigned restarts_per_hour = 3;
    unsigned hard_resets_per_day = 4;
    std::vector<std::string> hard_reset;  // argv of the program that power-cycles it; empty: there is none
    Duration hard_reset_timeout = 1min;
    friend bool operator==(const RecoverySettings&, const RecoverySettings&) = default;
};

struct Settings {
    std::string device;
    std::vector<unsigned> bauds{115200};  // probed in this order
    std::optional<std::string> apn;       // absent: what the module has
    std::optional<std::string> sim_pin;   // secret
    Sleep sleep = Sleep::off;
    // With Sleep::psm, asked of the network. Absent: what the module asks for by itself.
    std::optional<std::chrono::seconds> active_time;      // T3324: reachable for so long after a message
    std::optional<std::chrono::seconds> periodic_update;  // T3412: the longest sleep
    bool resolve_with_module = true;                      // host names: ask AT+QDNS before the host's resolver
    RecoverySettings recovery;
    TimingSettings timing;
    qcoap::EncodingSettings encoding;
    std::size_t queue_limit = 32;     // messages of our own waiting for one context
    std::size_t answer_limit = 1024;  // answers to the server waiting for it: hundreds may be asked at once
    friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace agent::modem
