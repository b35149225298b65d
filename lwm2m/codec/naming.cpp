#include "lwm2m/codec/naming.hpp"

#include "lwm2m/codec/tlv_format.hpp"

namespace agent::lwm2m::codec {

bool names_instance(coap::ContentFormat format, BytesView payload) {
    if (payload.empty()) return false;
    if (format != coap::ContentFormat::lwm2m_tlv) return true;
    return (payload.front() & tlv_kind_bits) == static_cast<std::uint8_t>(TlvKind::object_instance);
}

}  // namespace agent::lwm2m::codec
