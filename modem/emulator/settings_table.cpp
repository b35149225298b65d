#include "modem/emulator/settings_table.hpp"

#include <charconv>

#include <fmt/format.h>

namespace agent::modem::emulator {
namespace {

using Text = std::string_view;

/// A way into one member of Settings, usable on a const and on a mutable one.
template<class Section, class Value>
auto member(Section Settings::*section, Value Section::*value) {
    return [ section, value ](auto& settings) -> auto& { return settings.*section.*value; };
}

SettingRow choice(std::string name, std::string first, std::string second, bool Switches::*flag, std::string help) {
    auto write = [first, second, flag](Settings& settings, Text value) {
        if (value != first && value != second) return false;
        settings.switches.*flag = value == second;
        return true;
    };
    auto read = [first, second, flag](const Settings& settings) { return settings.switches.*flag ? second : first; };
    return {std::move(name), first, second, std::move(help), std::move(write), std::move(read)};
}

template<class Place>
SettingRow duration(std::string name, Place place, std::string help) {
    auto write = [place](Settings& settings, Text value) {
        const auto parsed = parse_duration(value);
        if (parsed) place(settings) = *parsed;
        return parsed.has_value();
    };
    auto read = [place](const Settings& settings) { return duration_text(place(settings)); };
    return {std::move(name), {}, {}, std::move(help), write, read};
}

template<class Place>
SettingRow range(std::string name, Place place, std::string help) {
    auto write = [place](Settings& settings, Text value) {
        const auto parsed = parse_duration_range(value);
        if (parsed) place(settings) = *parsed;
        return parsed.has_value();
    };
    auto read = [place](const Settings& settings) {
        const DurationRange& value = place(settings);
        if (value.least == value.most) return duration_text(value.least);
        return duration_text(value.least) + ".." + duration_text(value.most);
    };
    return {std::move(name), {}, {}, std::move(help), write, read};
}

template<class Place>
SettingRow number(std::string name, Place place, std::uint32_t least, std::uint32_t most, std::string help) {
    auto write = [place, least, most](Settings& settings, Text value) {
        std::uint32_t parsed = 0;
        const auto end = value.data() + value.size();
        const auto result = std::from_chars(value.data(), end, parsed);
        if (result.ec != std::errc{} || result.ptr != end || parsed < least || parsed > most) return false;
        place(settings) = parsed;
        return true;
    };
    auto read = [place](const Settings& settings) { return std::to_string(place(settings)); };
    return {std::move(name), {}, {}, std::move(help), write, read};
}

template<class Place>
SettingRow real(std::string name, Place place, double least, double most, std::string help) {
    auto write = [place, least, most](Settings& settings, Text value) {
        double parsed = 0;
        const auto end = value.data() + value.size();
        const auto result = std::from_chars(value.data(), end, parsed);
        if (result.ec != std::errc{} || result.ptr != end || !(parsed >= least && parsed <= most)) return false;
        place(settings) = parsed;
        return true;
    };
    auto read = [place](const Settings& settings) { return fmt::format("{}", place(settings)); };
    return {std::move(name), {}, {}, std::move(help), write, read};
}

template<class Place>
SettingRow text(std::string name, Place place, std::string help) {
    auto write = [place](Settings& settings, Text value) {
        if (value.size() > 100 || value.find_first_of("\r\n\"") != Text::npos) return false;
        place(settings) = std::string(value);
        return true;
    };
    auto read = [place](const Settings& settings) { return std::string(place(settings)); };
    return {std::move(name), {}, {}, std::move(help), write, read};
}

void add_switches(std::vector<SettingRow>& rows) {
    using S = Switches;
    rows.push_back(choice("options", "consumed", "kept", &S::options_kept,
                          "the options of a message after it was sent: gone, or in every later one until set again"));
    rows.push_back(choice("head", "kept", "one-shot", &S::head_one_shot, "the QCOAPHEAD setting after a send"));
    rows.push_back(choice("con_result", "urc", "silent", &S::con_result_silent,
                          "the end of a CON send: reported by +QCOAPSEND, or only asked for"));
    rows.push_back(choice("ack_responses", "no", "yes", &S::acknowledges_responses,
                          "the module acknowledges CON responses itself"));
    rows.push_back(choice("empty_ack", "shown", "swallowed", &S::empty_ack_swallowed, "an empty ACK as +QCOAPURC"));
    rows.push_back(
        choice("unlisted_formats", "shown", "counted", &S::unlisted_formats_only_counted,
               "Content-Format and Accept outside the note's table: printed, or only counted in <existence>"));
    rows.push_back(choice("unlisted_codes", "refused", "accepted", &S::unlisted_codes_accepted,
                          "sending a response code outside the note's table (231, 408, 422)"));
    rows.push_back(choice("unlisted_methods", "shown", "answered", &S::unlisted_methods_answered,
                          "a request with a method above 4: shown by number, or answered 4.05 by the module"));
    rows.push_back(
        choice("opaque", "hex", "raw", &S::opaque_raw, "values of ETag, If-Match and unknown options, both ways"));
    rows.push_back(choice("deep_sleep_contexts", "lost", "kept", &S::contexts_survive_sleep,
                          "the CoAP contexts after deep sleep"));
    rows.push_back(
        choice("duplicates", "shown", "dropped", &S::duplicates_dropped, "a CON or NON received again within 247 s"));
    rows.push_back(choice("unlisted_options", "shown", "hidden", &S::unlisted_options_hidden,
                          "a received option outside the note's table of 16"));
    rows.push_back(
        choice("prompt_urcs", "lost", "kept", &S::prompt_keeps_urcs, "a URC that comes while the > prompt is open"));
    rows.push_back(choice("prompt", "spaced", "bare", &S::prompt_bare, "the prompt: CR LF > space, or CR LF >"));
    rows.push_back(choice("escape", "error", "ok", &S::escape_is_ok,
                          "Esc at the prompt: +CME ERROR: 52 (aborted by user), or OK"));
    rows.push_back(choice("strings", "quoted", "lenient", &S::bare_strings_accepted,
                          "string parameters without quotes: +CME ERROR: 50, or accepted"));
    rows.push_back(choice("early_options", "refused", "accepted", &S::options_before_open,
                          "QCOAPOPTION and QCOAPHEAD before the context is open: +CME ERROR: 3, or accepted"));
    rows.push_back(choice("pings", "shown", "answered", &S::pings_answered,
                          "an empty CON from the server: shown as +QCOAPURC, or answered RST by the module"));
    rows.push_back(choice("psk_reply", "compact", "spaced", &S::psk_reply_spaced,
                          "spaces after the commas of +QCOAPCFG: \"psk\", as in the note's example"));
    rows.push_back(choice("network_loss", "disconnects", "keeps", &S::contexts_survive_network_loss,
                          "what losing the network does to open contexts"));
    rows.push_back(choice("dns_reply", "plain", "quoted", &S::dns_reply_quoted, "the address in +QDNS"));
}

void add_timing(std::vector<SettingRow>& rows) {
    using T = Timing;
    const auto in = [](auto value) { return member(&Settings::timing, value); };
    rows.push_back(
        range("latency", in(&T::latency), "from a command's CR to its answer; real modules need 15ms..50ms"));
    rows.push_back(number("baud", in(&T::baud), 0, 4'000'000, "speed of the line, both ways; 0 as fast as it goes"));
    rows.push_back(duration("ack_timeout", in(&T::ack_timeout), "ACK_TIMEOUT of RFC 7252"));
    rows.push_back(real("ack_random_factor", in(&T::ack_random_factor), 1, 10, "ACK_RANDOM_FACTOR of RFC 7252"));
    rows.push_back(number("max_retransmit", in(&T::max_retransmit), 0, 20, "MAX_RETRANSMIT of RFC 7252"));
    rows.push_back(number("con_in_flight", in(&T::con_in_flight), 1, 64,
                          "CON messages of a context that may wait at once; one more is +CME ERROR: 159"));
    rows.push_back(number("token_length", in(&T::token_length), 1, 8, "bytes of a token the module chooses"));
    rows.push_back(duration("handshake_timeout", in(&T::handshake_timeout),
                            "a DTLS handshake that takes longer is +QCOAPOPEN: <id>,-9"));
    rows.push_back(duration("boot", in(&T::boot), "from a reset to RDY; commands answer ERROR until then"));
    rows.push_back(duration("attach", in(&T::attach), "from RDY, CFUN=1 or the network's return to registered"));
    rows.push_back(duration("cfun", in(&T::cfun), "what AT+CFUN takes to answer; real modules up to 25s"));
    rows.push_back(duration("radio_idle", in(&T::radio_idle), "without traffic for so long: +CSCON: 0"));
    rows.push_back(duration("sleep_after", in(&T::sleep_after),
                            "with QSCLK on and nothing happening for so long the line goes deaf"));
}

void add_air(std::vector<SettingRow>& rows) {
    using I = Impairment;
    const auto both = [&rows](Impairment Settings::*link, const std::string& prefix, const std::string& where) {
        rows.push_back(
            real(prefix + "loss", member(link, &I::loss), 0, 1, "probability that a datagram " + where + " is lost"));
        rows.push_back(real(prefix + "duplication", member(link, &I::duplication), 0, 1,
                            "probability that a datagram " + where + " comes twice"));
        rows.push_back(real(prefix + "reorder", member(link, &I::reorder), 0, 1,
                            "probability that a datagram " + where + " is overtaken by the next"));
        rows.push_back(range(prefix + "delay", member(link, &I::delay), "delay of each datagram " + where));
    };
    both(&Settings::uplink, "up_", "to the server");
    both(&Settings::downlink, "down_", "to the module");
}

void add_identity(std::vector<SettingRow>& rows) {
    using I = Identity;
    const auto in = [](auto value) { return member(&Settings::identity, value); };
    rows.push_back(text("manufacturer", in(&I::manufacturer), "AT+CGMI"));
    rows.push_back(text("model", in(&I::model), "AT+CGMM"));
    rows.push_back(text("revision", in(&I::revision), "AT+CGMR"));
    rows.push_back(text("imei", in(&I::imei), "AT+CGSN=1"));
    rows.push_back(text("imeisv", in(&I::imeisv), "AT+CGSN=2"));
    rows.push_back(text("serial", in(&I::serial), "AT+CGSN=0"));
    rows.push_back(text("imsi", in(&I::imsi), "AT+CIMI"));
    rows.push_back(text("iccid", in(&I::iccid), "AT+QCCID"));
}

void add_sim(std::vector<SettingRow>& rows) {
    rows.push_back({"sim", "present", "absent", "the SIM card",
                    [](Settings& settings, Text value) {
                        if (value != "present" && value != "absent") return false;
                        settings.sim.present = value == "present";
                        return true;
                    },
                    [](const Settings& settings) { return std::string(settings.sim.present ? "present" : "absent"); }});
    rows.push_back({"sim_pin",
                    {},
                    {},
                    "the PIN that AT+CPIN must give before the SIM is READY; empty: none",
                    [](Settings& settings, Text value) {
                        if (value.size() > 8 || value.find_first_not_of("0123456789") != Text::npos) return false;
                        settings.sim.pin = std::string(value);
                        return true;
                    },
                    [](const Settings& settings) { return std::string(settings.sim.pin.empty() ? "" : "***"); }});
}

void add_cell(std::vector<SettingRow>& rows) {
    using C = Cell;
    const auto in = [](auto value) { return member(&Settings::cell, value); };
    rows.push_back(number("registration", in(&C::registration), 0, 5,
                          "what the network grants, +CEREG <stat>: 1 home, 5 roaming; 0, 2, 3, 4 none"));
    rows.push_back(number("rssi", in(&C::rssi), 0, 99, "AT+CSQ"));
    rows.push_back(number("ber", in(&C::ber), 0, 99, "AT+CSQ"));
    rows.push_back(number("rsrq", in(&C::rsrq), 0, 255, "AT+CESQ index"));
    rows.push_back(number("rsrp", in(&C::rsrp), 0, 255, "AT+CESQ index"));
    rows.push_back(text("sinr", in(&C::sinr), "AT+QENG, dB"));
    rows.push_back(text("tac", in(&C::tac), "tracking area, AT+CEREG and AT+QENG"));
    rows.push_back(text("cell", in(&C::id), "cell, AT+CEREG and AT+QENG"));
    rows.push_back(text("plmn", in(&C::plmn), "AT+COPS"));
    rows.push_back(number("earfcn", in(&C::earfcn), 0, 70'000, "AT+QENG"));
    rows.push_back(number("pci", in(&C::pci), 0, 503, "AT+QENG"));
    rows.push_back(number("band", in(&C::band), 1, 85, "AT+QENG"));
    rows.push_back(number("ecl", in(&C::ecl), 0, 2, "coverage level, AT+QENG"));
    rows.push_back(text("ip", in(&C::address), "the module's address, AT+CGPADDR and +IP"));
    rows.push_back(text("apn", in(&C::apn), "the network's default APN"));
    rows.push_back(number("battery", in(&C::battery_mv), 0, 10'000, "AT+CBC, mV"));
}

std::vector<SettingRow> build_table() {
    std::vector<SettingRow> rows;
    add_switches(rows);
    add_timing(rows);
    add_air(rows);
    add_identity(rows);
    add_sim(rows);
    add_cell(rows);
    rows.push_back({"pcap_ports", "coap", "real",
                    "the server's port in --pcap: always 5683, so that Wireshark dissects CoAP, or as it is",
                    [](Settings& settings, Text value) {
                        if (value != "coap" && value != "real") return false;
                        settings.pcap_real_ports = value == "real";
                        return true;
                    },
                    [](const Settings& settings) { return std::string(settings.pcap_real_ports ? "real" : "coap"); }});
    return rows;
}

}  // namespace

const std::vector<SettingRow>& settings_table() {
    static const auto rows = build_table();
    return rows;
}

}  // namespace agent::modem::emulator
