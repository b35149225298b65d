#include "modem/emulator/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sysexits.h>

namespace agent::modem::emulator {
namespace {

constexpr const char* description =
    "A Quectel BC660K-GL on a pseudo terminal. Programs open the printed port as they would open /dev/ttyUSB0 and "
    "speak\n"
    "AT commands; behind AT+QCOAP* are real UDP and real DTLS 1.2 with pre-shared keys.\n";

std::string settings_help() {
    std::string text =
        "Settings (--set NAME=VALUE, or `set NAME=VALUE` on the control channel), with their defaults:\n";
    for (const auto& info : list_settings(Settings{})) {
        const auto value = info.alternative.empty() ? info.value : info.value + " (or " + info.alternative + ")";
        text += fmt::format("  {:<20} {:<24} {}\n", info.name, value, info.help);
    }
    return text + "  loss, duplication, reorder and delay without up_ or down_ set both directions.\n";
}

std::string footer() {
    return settings_help() +
           "\nFaults (--fault WHEN:WHAT, or `fault WHEN:WHAT`, or just `WHAT` on the control channel)\n" +
           "WHEN is a time from the start (5s), a byte of the line (in=100, out=250), or the beginning of a command "
           "with\n"
           "its count (AT+QCOAPSEND#3; #* for every one). WHAT is one of\n" +
           Faults::help() +
           "\nControl channel (--control PATH): a Unix stream socket, one command a line, each answered by a line of "
           "JSON.\n"
           "Every fault, and\n" +
           Control::help() +
           "\nExample: bc660k-emulator --link /tmp/modem --set latency=15ms..50ms --baud 115200 --trace line.jsonl\n";
}

std::pair<std::string, std::string> split(const std::string& text, const char* what) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) throw CLI::ValidationError(what, text + ": NAME=VALUE is needed");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void apply_setting(Settings& settings, const std::string& name, const std::string& value) {
    const auto done = set(settings, name, value);
    if (!done) throw CLI::ValidationError("--set", fmt::format("{}={}: {}", name, value, done.error().message()));
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
    EmulatorOptions options;
    ReplayOptions replay;
    std::vector<std::string> settings;
    std::vector<std::string> hosts;
    CLI::App app(description, "bc660k-emulator");
    app.footer(footer());
    app.add_option("--link", options.link, "a symbolic link to the port, made at the start and removed at the end");
    app.add_option("--control", options.control, "a Unix socket to steer the emulator by");
    app.add_option("--trace", options.trace, "writes every byte of the line as JSON lines; keys and PINs are masked");
    app.add_option("--pcap", options.pcap, "writes the CoAP messages before encryption, for Wireshark");
    app.add_option("--set", settings, "a setting; may be given many times")->type_name("NAME=VALUE");
    app.add_option("--fault", options.faults, "a fault; may be given many times")->type_name("WHEN:WHAT");
    app.add_option("--host", hosts, "a name that AT+QDNS knows; may be given many times")->type_name("NAME=ADDRESS");
    app.add_option_function<std::string>(
           "--latency", [&settings](const std::string& value) { settings.push_back("latency=" + value); },
           "as --set latency: 20ms or 15ms..50ms")
        ->type_name("TIME");
    app.add_option_function<std::string>(
           "--baud", [&settings](const std::string& value) { settings.push_back("baud=" + value); }, "as --set baud")
        ->type_name("RATE");
    app.add_option("--seed", options.seed, "of everything random, so that a run can be repeated")
        ->capture_default_str();
    auto* file =
        app.add_option("--replay", replay.file,
                       "instead of a module: what a stored conversation has of it (lwm2m-agentctl trace from the "
                       "agent's start, or its log at level trace)");
    file->type_name("FILE");
    app.add_option("--replay-speed", replay.speed, "how much faster than it was")
        ->needs(file)
        ->check(CLI::Range(0.01, 1000.0))
        ->capture_default_str();
    app.add_flag("--cold-start", options.cold_start,
                 "boots first (RDY, registration) instead of being registered already");
    try {
        app.parse(argc, argv);
        for (const auto& setting : settings) {
            const auto [name, value] = split(setting, "--set");
            apply_setting(options.settings, name, value);
        }
        for (const auto& host : hosts) {
            const auto [name, address] = split(host, "--host");
            if (!Endpoint::parse(address, 0)) throw CLI::ValidationError("--host", address + " is not an IP address");
            options.hosts.insert_or_assign(name, address);
        }
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, {}, app.exit(error) == 0 ? EX_OK : EX_USAGE};
    }
    return {std::move(options), std::move(replay), EX_OK};
}

}  // namespace agent::modem::emulator
