#include "modem/module/power.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "modem/module/reply_fields.hpp"

namespace agent::modem::module {
namespace {

bool is_bits(std::string_view text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, [](char c) { return c == '0' || c == '1'; });
}

unsigned from_bits(std::string_view bits) {
    unsigned value = 0;
    for (const char bit : bits) value = value * 2 + (bit == '1' ? 1 : 0);
    return value;
}

using Seconds = std::optional<std::chrono::seconds>;

/// Three bits of unit, five of value; nullopt for another form and when deactivated.
Seconds timer(std::optional<std::string_view> bits, const std::array<std::chrono::seconds, 7>& units) {
    constexpr unsigned deactivated = 7;
    if (!bits || !is_bits(*bits, 8)) return std::nullopt;
    const auto unit = from_bits(bits->substr(0, 3));
    if (unit == deactivated) return std::nullopt;
    return units.at(unit) * from_bits(bits->substr(3));
}

using Units = std::array<std::chrono::seconds, 7>;  // by their three bits
constexpr Units units_of_update{10min, 1h, 10h, 2s, 30s, 1min, 320h};
constexpr Units units_of_activity{2s, 1min, 6min, 1min, 1min, 1min, 1min};

struct Timer {
    unsigned unit = 0;
    unsigned count = 0;
    std::chrono::seconds length{};
    std::string bits() const { return fmt::format("{:03b}{:05b}", unit, count); }
};

/// The least that is not shorter than `wanted`, or the longest there is.
Timer askable(std::chrono::seconds wanted, const Units& units) {
    constexpr unsigned most = 31;
    Timer best;
    for (unsigned unit = 0; unit < units.size(); ++unit) {
        const auto count = std::clamp<std::int64_t>((wanted + units[unit] - 1s) / units[unit], 0, most);
        const Timer timer{unit, static_cast<unsigned>(count), units[unit] * count};
        const bool enough = timer.length >= wanted;
        const bool best_is_enough = best.length >= wanted;
        const bool closer = enough ? timer.length < best.length : timer.length > best.length;
        if (unit == 0 || (enough != best_is_enough ? enough : closer)) best = timer;
    }
    return best;
}

}  // namespace

namespace functionality {

at::Command query() { return at::Command("+CFUN?").answered_by("+CFUN:").answered_once(); }

at::Command set(Level level) { return at::Command(fmt::format("+CFUN={}", static_cast<unsigned>(level))).within(30s); }

Result<bool> parse_radio_on(const at::Reply& reply) {
    const auto level = fields_of(reply).number(0, 255);
    if (!level) return at::Error::malformed_reply;
    return *level == static_cast<unsigned>(Level::full);
}

}  // namespace functionality

namespace sleep_clock {

at::Command set(Mode mode) { return at::Command(fmt::format("+QSCLK={}", static_cast<unsigned>(mode))); }

}  // namespace sleep_clock

namespace power_saving {

at::Command query() { return at::Command("+CPSMS?").answered_by("+CPSMS:").answered_once(); }

at::Command set(bool enabled) { return at::Command(enabled ? "+CPSMS=1" : "+CPSMS=0"); }

Result<at::Command> set(std::string_view periodic_update, std::string_view active_time) {
    if (!is_bits(periodic_update, 8) || !is_bits(active_time, 8)) return at::Error::malformed_command;
    return at::Command(fmt::format("+CPSMS=1,,,\"{}\",\"{}\"", periodic_update, active_time));
}

at::Command enable(std::chrono::seconds periodic_update, std::chrono::seconds active_time) {
    return *set(askable(periodic_update, units_of_update).bits(), askable(active_time, units_of_activity).bits());
}

std::chrono::seconds askable_active_time(std::chrono::seconds active_time) {
    return askable(active_time, units_of_activity).length;
}

Result<bool> parse(const at::Reply& reply) {
    const auto mode = fields_of(reply).number(0, 2);
    if (!mode) return at::Error::malformed_reply;
    return *mode == 1;
}

Result<Timers> parse_timers(const at::Reply& reply) {
    auto fields = fields_of(reply);
    const auto mode = fields.number(0, 2);
    if (!mode) return at::Error::malformed_reply;
    fields.skip(2);
    Timers timers{.enabled = *mode == 1};
    timers.periodic_update = timer(fields.text(), units_of_update);
    timers.active_time = timer(fields.text(), units_of_activity);
    return timers;
}

}  // namespace power_saving

namespace discontinuous_reception {

at::Command query() { return at::Command("+CEDRXS?").answered_by("+CEDRXS:"); }
at::Command disable() { return at::Command("+CEDRXS=0,5"); }

Result<at::Command> set(std::string_view cycle) {
    if (!is_bits(cycle, 4)) return at::Error::malformed_command;
    return at::Command(fmt::format("+CEDRXS=1,5,\"{}\"", cycle));
}

Result<std::optional<std::uint8_t>> parse(const at::Reply& reply) {
    using Cycle = std::optional<std::uint8_t>;
    constexpr unsigned nb_s1 = 5;
    for (const auto& line : reply.lines) {
        auto fields = at::Fields::of_line(line);
        const auto access = fields.number(0, 5);
        if (!access) return at::Error::malformed_reply;
        const auto bits = fields.text().value_or("");
        if (*access != nb_s1 || bits.empty()) continue;
        if (!is_bits(bits, 4)) return at::Error::malformed_reply;
        // NB-S1 mode has no cycle 0000: it is what is printed when none was requested.
        const auto cycle = static_cast<std::uint8_t>(from_bits(bits));
        return cycle == 0 ? Cycle() : Cycle(cycle);
    }
    return Cycle();
}

}  // namespace discontinuous_reception

namespace events {

at::Command enable() { return at::Command("+QNBIOTEVENT=1,1"); }

std::optional<Event> parse_urc(std::string_view line) {
    if (!line.starts_with("+QNBIOTEVENT:")) return std::nullopt;
    const auto text = at::Fields::of_line(line).text().value_or("");
    if (text == "ENTER PSM") return Event::enter_psm;
    if (text == "EXIT PSM") return Event::exit_psm;
    if (text == "ENTER DEEPSLEEP") return Event::enter_deep_sleep;
    if (text == "EXIT DEEPSLEEP") return Event::exit_deep_sleep;
    return std::nullopt;
}

}  // namespace events

namespace supply {

at::Command query() { return at::Command("+CBC").answered_by("+CBC:").answered_once(); }

Result<unsigned> parse(const at::Reply& reply) {
    // Modules of the family print <bcs>,<bcl>,<voltage>; this one the voltage alone.
    auto fields = fields_of(reply);
    std::optional<unsigned> last;
    while (!fields.at_end()) last = fields.number(0, 100000);
    return promised(last);
}

}  // namespace supply

at::Command restart() { return at::Command("+QRST=1").within(5s); }

}  // namespace agent::modem::module
