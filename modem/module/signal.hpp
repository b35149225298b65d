// How well the module hears the network: AT+CSQ, AT+CESQ (3GPP TS 27.007 §8.5, §8.69), AT+QENG=0.
#pragma once

#include <optional>
#include <string>

#include "modem/at/command.hpp"

namespace agent::modem::module {

namespace signal_quality {
struct SignalQuality {
    std::optional<int> rssi_dbm;  // nullopt: not known
    std::optional<unsigned> bit_error_class;
    friend bool operator==(const SignalQuality&, const SignalQuality&) = default;
};
at::Command query();
/// `+CSQ: 10,0`
Result<SignalQuality> parse(const at::Reply& reply);
}  // namespace signal_quality

namespace extended_signal_quality {
struct ExtendedSignalQuality {
    std::optional<double> rsrq_db;
    std::optional<int> rsrp_dbm;
    friend bool operator==(const ExtendedSignalQuality&, const ExtendedSignalQuality&) = default;
};
at::Command query();
/// `+CESQ: 99,99,255,255,26,81`
Result<ExtendedSignalQuality> parse(const at::Reply& reply);
}  // namespace extended_signal_quality

namespace serving_cell {
struct ServingCell {
    unsigned earfcn = 0;
    unsigned physical_cell = 0;
    std::string cell;  // hexadecimal
    std::optional<int> rsrp_dbm;
    std::optional<int> rsrq_db;
    std::optional<int> rssi_dbm;
    std::optional<int> sinr_db;
    std::optional<unsigned> band;
    std::string area;  // tracking area code, hexadecimal
    std::optional<unsigned> coverage_level;
    std::optional<int> transmit_power;  // as printed
    friend bool operator==(const ServingCell&, const ServingCell&) = default;
};
at::Command query();
/// `+QENG: 0,<earfcn>,<offset>,<pci>,"<cell>",<rsrp>,<rsrq>,<rssi>,<sinr>,<band>,"<tac>",<ecl>,<txpwr>,<mode>`
Result<ServingCell> parse(const at::Reply& reply);
}  // namespace serving_cell

}  // namespace agent::modem::module
