// Radio, sleep, supply and restart: AT+CFUN, AT+QSCLK, AT+CPSMS, AT+CEDRXS, AT+QNBIOTEVENT, AT+CBC, AT+QRST.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "modem/at/command.hpp"

namespace agent::modem::module {

namespace functionality {
enum class Level : unsigned { minimum = 0, full = 1, flight_mode = 4 };
at::Command query();
/// Takes up to 25 s.
at::Command set(Level level);
/// `+CFUN: 1`; false in minimum functionality and flight mode.
Result<bool> parse_radio_on(const at::Reply& reply);
}  // namespace functionality

/// AT+QSCLK: not kept over a restart.
namespace sleep_clock {
enum class Mode : unsigned { off = 0, light_and_deep = 1, light = 2 };
at::Command set(Mode mode);
}  // namespace sleep_clock

/// AT+CPSMS: kept in the module's memory, so it is asked before it is set.
namespace power_saving {
at::Command query();
at::Command set(bool enabled);
/// The timers as 3GPP TS 24.008 spells them, eight bits each: "00100001".
Result<at::Command> set(std::string_view periodic_update, std::string_view active_time);
/// On, with the least periodic update (T3412 extended, up to 413 days) and active time (T3324, up to 3 h) that can be
/// asked for and are not shorter than these.
at::Command enable(std::chrono::seconds periodic_update, std::chrono::seconds active_time);
/// The active time that enable() would ask for.
std::chrono::seconds askable_active_time(std::chrono::seconds active_time);
/// `+CPSMS: 1,,,"00100001","00000001"`
Result<bool> parse(const at::Reply& reply);
struct Timers {
    bool enabled = false;
    std::optional<std::chrono::seconds> periodic_update;  // T3412 extended; nullopt: not said, or deactivated
    std::optional<std::chrono::seconds> active_time;      // T3324
    friend bool operator==(const Timers&, const Timers&) = default;
};
/// The same line with its timers in seconds (3GPP TS 24.008 §10.5.7.4a and §10.5.7.3).
Result<Timers> parse_timers(const at::Reply& reply);
}  // namespace power_saving

/// AT+CEDRXS for NB-IoT (access technology 5).
namespace discontinuous_reception {
at::Command query();
at::Command disable();
/// Four bits: "0101". Error::malformed_command otherwise.
Result<at::Command> set(std::string_view cycle);
/// The requested cycle of `+CEDRXS: 5,"0101"`, 1..15 (3GPP TS 24.008 §10.5.5.32); nullopt when none is requested.
Result<std::optional<std::uint8_t>> parse(const at::Reply& reply);
}  // namespace discontinuous_reception

/// `+QNBIOTEVENT: "ENTER PSM"`, ...
namespace events {
at::Command enable();
enum class Event : unsigned char { enter_psm, exit_psm, enter_deep_sleep, exit_deep_sleep };
std::optional<Event> parse_urc(std::string_view line);
}  // namespace events

namespace supply {
at::Command query();
/// Millivolts of `+CBC: 3470`.
Result<unsigned> parse(const at::Reply& reply);
}  // namespace supply

/// Answers OK and restarts at once, without a detach; the boot URC is RDY.
at::Command restart();

}  // namespace agent::modem::module
