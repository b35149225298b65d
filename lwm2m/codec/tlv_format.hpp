// The bits of a TLV header (LwM2M Core 1.1 Table 7.4.3-1), shared by the two directions of the codec.
#pragma once

#include <cstddef>
#include <cstdint>

namespace agent::lwm2m::codec {

enum class TlvKind : std::uint8_t {
    object_instance = 0x00,
    resource_instance = 0x40,
    multiple_resource = 0x80,
    resource = 0xC0,
};

inline constexpr std::uint8_t tlv_kind_bits = 0xC0;
inline constexpr std::uint8_t tlv_long_id = 0x20;
inline constexpr unsigned tlv_length_shift = 3;  // 0: the length is in the low three bits; 1..3: so many bytes follow
inline constexpr std::uint8_t tlv_short_length_bits = 0x07;
inline constexpr std::size_t tlv_longest = 0xFFFFFF;

}  // namespace agent::lwm2m::codec
