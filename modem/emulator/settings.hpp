// Everything about the emulated module that can be set, from the command line (--set) and while it runs (control
// channel). The defaults are strictly the note's, with the defaults of the field notes where the note is silent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/result.hpp"
#include "lwm2m/base/time.hpp"

namespace agent::modem::emulator {

/// What the note leaves open. false is the default, true the alternative; settings_table.cpp has the words.
struct Switches {
    bool options_kept = false;
    bool head_one_shot = false;
    bool con_result_silent = false;
    bool acknowledges_responses = false;
    bool empty_ack_swallowed = false;
    bool unlisted_formats_only_counted = false;
    bool unlisted_codes_accepted = false;
    bool unlisted_methods_answered = false;
    bool opaque_raw = false;
    bool contexts_survive_sleep = false;
    bool duplicates_dropped = false;
    bool unlisted_options_hidden = false;
    bool prompt_keeps_urcs = false;
    bool prompt_bare = false;
    bool escape_is_ok = false;
    bool bare_strings_accepted = false;
    bool options_before_open = false;
    bool pings_answered = false;
    bool psk_reply_spaced = false;
    bool contexts_survive_network_loss = false;
    bool dns_reply_quoted = false;
};

/// A uniformly drawn duration; both ends equal when it is fixed.
struct DurationRange {
    Duration least{};
    Duration most{};
};

/// What happens to datagrams of one direction between the module and the server.
struct Impairment {
    double loss = 0;  // probabilities, 0..1
    double duplication = 0;
    double reorder = 0;  // held back until the next one has passed
    DurationRange delay;
};

struct Timing {
    Duration ack_timeout = 2s;
    double ack_random_factor = 1.5;
    std::uint32_t max_retransmit = 4;
    std::uint32_t con_in_flight = 8;
    std::uint32_t token_length = 6;
    Duration handshake_timeout = 40s;
    DurationRange latency;
    std::uint32_t baud = 0;  // 0: as fast as it goes
    Duration boot = 1s;
    Duration attach = 500ms;
    Duration cfun = 0s;
    Duration radio_idle = 10s;   // the network releases the connection: +CSCON: 0
    Duration sleep_after = 10s;  // QSCLK on and nothing happened: the line goes deaf
};

struct Identity {
    std::string manufacturer = "Quectel_Ltd";
    std::string model = "Quectel_BC660K-GL";
    std::string revision = "BC660KGLAAR01A05";
    std::string imei = "866425033312290";
    std::string imeisv = "8664250333122901";
    std::string serial = "MPY23DB1R000042";
    std::string imsi = "460113009876543";
    std::string iccid = "89860321482107609011";
};

struct SimCard {
    bool present = true;
    std::string pin;  // empty: not asked for
};

struct Cell {
    std::uint32_t registration = 1;  // +CEREG <stat> once registered: 1 home, 5 roaming; 0, 2, 3, 4 keep the module out
    std::uint32_t rssi = 18;         // +CSQ
    std::uint32_t ber = 0;
    std::uint32_t rsrq = 26;  // +CESQ indices
    std::uint32_t rsrp = 81;
    std::string sinr = "12";
    std::string tac = "0001";
    std::string id = "0000ABCD";
    std::string plmn = "46011";
    std::uint32_t earfcn = 3554;
    std::uint32_t pci = 71;
    std::uint32_t band = 8;
    std::uint32_t ecl = 0;
    std::string address = "10.65.33.151";
    std::string apn = "iot.example.net";
    std::uint32_t battery_mv = 3470;
};

struct Settings {
    Switches switches;
    Timing timing;
    Impairment uplink;
    Impairment downlink;
    Identity identity;
    SimCard sim;
    Cell cell;
    bool pcap_real_ports = false;
};

/// One name of --set, as --help and the control channel list it.
struct SettingInfo {
    std::string name;
    std::string value;        // the default in settings_help(), the present value in list_settings()
    std::string alternative;  // the other value of a switch; what may be given otherwise
    std::string help;
};

/// A name without its "up_" or "down_" ("loss") sets both directions.
/// Error::unknown_setting or Error::bad_value; `settings` is unchanged then.
Result<void> set(Settings& settings, std::string_view name, std::string_view value);
/// Error::unknown_setting. Never gives out the SIM PIN.
Result<std::string> get(const Settings& settings, std::string_view name);
std::vector<SettingInfo> list_settings(const Settings& settings);

/// "250ms", "2s", "5min", "1h" or "0".
Result<Duration> parse_duration(std::string_view text);
/// "20ms" or "15ms..50ms".
Result<DurationRange> parse_duration_range(std::string_view text);
std::string duration_text(Duration duration);

}  // namespace agent::modem::emulator
