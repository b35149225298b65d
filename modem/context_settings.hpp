// The server end of one context: AT+QCOAPCFG and AT+QCOAPOPEN, QCOAP note 2.3.1 and 2.3.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "modem/qcoap/psk.hpp"

namespace agent::modem {

using qcoap::Psk;

struct ContextSettings {
    std::string host;  // a name, or an IPv4 or IPv6 address without brackets
    std::uint16_t port = 5683;
    std::optional<Psk> psk;  // present: DTLS
    friend bool operator==(const ContextSettings&, const ContextSettings&) = default;
};

}  // namespace agent::modem
