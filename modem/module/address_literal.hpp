// Numeric addresses, which AT+QCOAPOPEN takes as they are; anything else is a name to resolve (RFC 3986 §3.2.2).
#pragma once

#include <string_view>

namespace agent::modem::module {

/// 192.0.2.1
bool is_ipv4(std::string_view text);
/// 2001:db8::1, ::ffff:192.0.2.1; no brackets, no zone.
bool is_ipv6(std::string_view text);
inline bool is_address(std::string_view text) { return is_ipv4(text) || is_ipv6(text); }

}  // namespace agent::modem::module
