// Attach, registration, operator, APN and addresses: AT+CGATT, AT+CEREG, AT+COPS, AT+QCGDEFCONT, AT+CGPADDR (3GPP
// TS 27.007 §7.3, §10.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modem/at/command.hpp"

namespace agent::modem::module {

namespace attach {
at::Command query();
/// `+CGATT: 1`
Result<bool> parse(const at::Reply& reply);
}  // namespace attach

namespace registration {

enum class Status : std::uint8_t { idle = 0, home = 1, searching = 2, denied = 3, unknown = 4, roaming = 5 };
constexpr bool is_registered(Status status) { return status == Status::home || status == Status::roaming; }
std::string_view to_string(Status status);

struct Registration {
    unsigned reporting = 0;  // which URCs are on, 0..5; of a reply only
    Status status = Status::unknown;
    std::string area;  // tracking area code and cell, hexadecimal; empty where not reported
    std::string cell;
    friend bool operator==(const Registration&, const Registration&) = default;
};

at::Command query();
at::Command report(unsigned mode);
/// `+CEREG: 0,1` or `+CEREG: 4,5,"0001","0000ABCD",9,,,"00100011","00101010"`
Result<Registration> parse(const at::Reply& reply);
/// `+CEREG: 5` or `+CEREG: 5,"0001","0000ABCD",9`; nullopt when `line` is another.
std::optional<Registration> parse_urc(std::string_view line);

}  // namespace registration

namespace default_context {
at::Command query();
/// Error::malformed_command when the name cannot be quoted or is longer than 99 bytes.
Result<at::Command> set(std::string_view apn);
/// The APN of `+QCGDEFCONT: "IP","iot.example.net"`
Result<std::string> parse(const at::Reply& reply);
}  // namespace default_context

/// AT+COPS (3GPP TS 27.007 §7.3): whose network it is.
namespace serving_operator {
struct ServingOperator {
    unsigned country = 0;  // MCC
    unsigned network = 0;  // MNC
    friend bool operator==(const ServingOperator&, const ServingOperator&) = default;
};
at::Command query();
/// Makes the answers to query() numeric: a name says nothing of MCC and MNC.
at::Command make_numeric();
/// `+COPS: 0,2,"46011",9`; nullopt when the module is with no operator or says its name.
Result<std::optional<ServingOperator>> parse(const at::Reply& reply);
}  // namespace serving_operator

namespace address {
at::Command query();
/// The numeric addresses of every `+CGPADDR: 0,"10.20.30.40"`
std::vector<std::string> parse(const at::Reply& reply);
/// `+IP: 10.20.30.40`; empty when `line` is another.
std::string parse_urc(std::string_view line);
}  // namespace address

}  // namespace agent::modem::module
