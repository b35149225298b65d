// Who the module and its SIM are: AT+CGSN, AT+CIMI, AT+QCCID, AT+CGMI, AT+CGMM, AT+CGMR (3GPP TS 27.007 §5).
#pragma once

#include <string>

#include "modem/at/command.hpp"

namespace agent::modem::module {

/// Empty where not known (yet).
struct Identity {
    std::string imei;
    std::string imsi;
    std::string iccid;
    std::string manufacturer;
    std::string model;
    std::string revision;
    friend bool operator==(const Identity&, const Identity&) = default;
};

namespace identity {

at::Command imei();
at::Command imsi();
at::Command iccid();
at::Command manufacturer();
at::Command model();
at::Command revision();

/// `+CGSN: 866425033312290`
Result<std::string> parse_imei(const at::Reply& reply);
/// `460041234567890`
Result<std::string> parse_imsi(const at::Reply& reply);
/// `+QCCID: 8986...`
Result<std::string> parse_iccid(const at::Reply& reply);
/// The reply's first line without a leading `+CGMx: `, `Revision:` and blanks.
Result<std::string> parse_text(const at::Reply& reply);

}  // namespace identity
}  // namespace agent::modem::module
