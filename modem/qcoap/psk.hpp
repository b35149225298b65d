// The pre-shared key of a client's DTLS handshake, QCOAP note 2.3.1.
#pragma once

#include <string>

#include "lwm2m/base/bytes.hpp"

namespace agent::modem::qcoap {

struct Psk {
    std::string identity;  // up to 152 bytes
    Bytes key;             // up to 128 bytes; secret
    friend bool operator==(const Psk&, const Psk&) = default;
};

}  // namespace agent::modem::qcoap
