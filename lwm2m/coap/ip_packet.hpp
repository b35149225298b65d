// A datagram as the IP packet that a capture file has for it: UDP (RFC 768) over IPv4 (RFC 791) or IPv6 (RFC 8200).
#pragma once

#include <cstdint>

#include "lwm2m/base/bytes.hpp"

namespace agent::coap {

struct UdpEnd {
    BytesView address;  // 4 bytes, or 16
    std::uint16_t port = 0;
};

/// Both ends have addresses of one size. Checksums included.
Bytes ip_packet(const UdpEnd& from, const UdpEnd& to, BytesView payload);

}  // namespace agent::coap
