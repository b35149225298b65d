// modem: the serial port and the module behind it.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/quoting.hpp"
#include "config/readers.hpp"

namespace agent::config {
namespace {

constexpr std::array<unsigned, 9> rates{4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600};

std::optional<unsigned> read_baud(const View& view) {
    const auto baud = view.integer(1, 10'000'000);
    if (!baud) return std::nullopt;
    const auto rate = static_cast<unsigned>(*baud);
    if (std::ranges::find(rates, rate) != rates.end()) return rate;
    view.problem(fmt::format("{} is none of {}", rate, fmt::join(rates, ", ")));
    return std::nullopt;
}

void read_bauds(const View& view, std::vector<unsigned>& bauds) {
    const auto given = view.is_sequence() ? view.items() : std::vector{view};
    if (given.empty()) view.problem("is empty: a rate belongs here");
    std::vector<unsigned> read;
    for (const auto& item : given) {
        const auto rate = read_baud(item);
        if (!rate) continue;
        if (std::ranges::find(read, *rate) != read.end()) item.problem(fmt::format("{} is listed twice", *rate));
        read.push_back(*rate);
    }
    if (!read.empty()) bauds = std::move(read);
}

void read_apn(const View& view, std::optional<std::string>& apn) {
    const auto text = view.text();
    if (!text) return;
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (text->size() > 100 || text->find_first_not_of(allowed) != std::string::npos) {
        view.problem(
            fmt::format("{} is no access point name: 1..100 of letters, digits, '.', '-' and '_'", quoted(*text)));
        return;
    }
    apn = *text;
}

void read_pin(const View& view, Settings& settings, const Context& context) {
    const auto secret = read_secret(view, context, 64, false);
    if (!secret) return;
    settings.sim_pin_source = secret->source;
    settings.modem.sim_pin = secret->content;
    if (!secret->content) return;
    const auto& pin = *secret->content;
    if (pin.size() < 4 || pin.size() > 8 || pin.find_first_not_of("0123456789") != std::string::npos) {
        view.problem("is no SIM PIN: 4 to 8 digits");
    }
}

void read_recovery(const View& view, modem::RecoverySettings& recovery) {
    MapReader map(view);
    assign(recovery.at_timeouts, map.integer("at_timeouts", 1, 100));
    assign(recovery.check_after, map.duration("check_after", 1s, 24h));
    assign(recovery.reopen_after, map.integer("reopen_after", 1, 100));
    assign(recovery.reset_after, map.duration("reset_after", 1s, 24h));
    assign(recovery.servers_silent, map.duration("servers_silent", 1s, 7 * 24h));
    assign(recovery.step_tries, map.integer("step_tries", 1, 100));
    assign(recovery.forget_after, map.duration("forget_after", 1s, 24h));
    assign(recovery.radio_cycles_per_day, map.integer("radio_cycles_per_day", 0, 1000));
    assign(recovery.restarts_per_hour, map.integer("restarts_per_hour", 0, 1000));
    assign(recovery.hard_resets_per_day, map.integer("hard_resets_per_day", 0, 1000));
    if (const auto hard_reset = map.find("hard_reset")) {
        MapReader program(*hard_reset);
        assign(recovery.hard_reset, read_argv(program.require("command")));
        assign(recovery.hard_reset_timeout, program.duration("timeout", 1s, 10min));
        program.finish();
    }
    map.finish();
}

void at_most(const MapReader& map, std::string_view first, Duration shorter, std::string_view last, Duration longer) {
    if (shorter > longer) map.at_key(first).problem(fmt::format("is longer than {}", last));
}

void read_timing(const View& view, modem::TimingSettings& timing) {
    MapReader map(view);
    assign(timing.command, map.duration("command", 300ms, 5min));
    assign(timing.context_open, map.duration("context_open", 1s, 10min));
    assign(timing.context_close, map.duration("context_close", 1s, 10min));
    assign(timing.name_resolution, map.duration("name_resolution", 1s, 10min));
    assign(timing.probe_first, map.duration("probe_first", 10ms, 1min));
    assign(timing.probe_last, map.duration("probe_last", 10ms, 1min));
    assign(timing.poll, map.duration("poll", 100ms, 1h));
    assign(timing.poll_last, map.duration("poll_last", 100ms, 1h));
    assign(timing.back_off_first, map.duration("back_off_first", 100ms, 1h));
    assign(timing.back_off_last, map.duration("back_off_last", 100ms, 24h));
    assign(timing.status_query, map.duration("status_query", 1s, 10min));
    assign(timing.wake_after, map.duration("wake_after", 100ms, 1h));
    at_most(map, "probe_first", timing.probe_first, "probe_last", timing.probe_last);
    at_most(map, "poll", timing.poll, "poll_last", timing.poll_last);
    at_most(map, "back_off_first", timing.back_off_first, "back_off_last", timing.back_off_last);
    map.finish();
}

void read_encoding(const View& view, modem::EncodingSettings& encoding) {
    MapReader map(view);
    assign(encoding.payload_form, map.choice("payload_form", {"inline_hex", "prompt_length", "prompt_ctrl_z"}));
    assign(encoding.quote_integer_options, map.boolean("quote_integer_options"));
    assign(encoding.raw_opaque_options, map.boolean("raw_opaque_options"));
    assign(encoding.kept_options, map.boolean("kept_options"));
    assign(encoding.extended_codes, map.boolean("extended_codes"));
    map.finish();
}

}  // namespace

void read_modem(const View& view, Settings& settings, const Context& context) {
    MapReader map(view);
    auto& modem = settings.modem;
    if (const auto device = map.require("device")) assign(modem.device, read_path(*device));
    if (const auto baud = map.find("baud")) read_bauds(*baud, modem.bauds);
    if (const auto apn = map.find("apn")) read_apn(*apn, modem.apn);
    if (const auto pin = map.find("sim_pin")) read_pin(*pin, settings, context);
    assign(modem.sleep, map.choice("sleep", {"off", "light", "psm"}));
    if (const auto seconds = map.whole_seconds("periodic_update")) {
        modem.periodic_update = std::chrono::seconds(*seconds);
        if (modem.sleep != modem::Sleep::psm) {
            map.at_key("periodic_update").problem("has no meaning without sleep: psm");
        }
    }
    if (const auto by = map.choice("resolve", {"module", "host"})) modem.resolve_with_module = *by == 0;
    if (const auto recovery = map.find("recovery")) read_recovery(*recovery, modem.recovery);
    if (const auto timing = map.find("timing")) read_timing(*timing, modem.timing);
    if (const auto encoding = map.find("encoding")) read_encoding(*encoding, modem.encoding);
    assign(modem.queue_limit, map.integer("queue_limit", 1, 4096));
    map.finish();
}

}  // namespace agent::config
