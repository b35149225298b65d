// The LwM2M TLV format (LwM2M Core 1.1 §7.4.3) as the demo server needs it: written apart from the agent's own codec,
// so that a misreading in one of the two shows when they meet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/bytes.hpp"

namespace agent::demo_server {

enum class TlvKind : std::uint8_t { object_instance = 0, resource_instance = 1, multiple_resource = 2, resource = 3 };

struct TlvRecord {
    TlvKind kind = TlvKind::resource;
    std::uint16_t id = 0;
    Bytes value;                      // of a resource or a resource instance
    std::vector<TlvRecord> children;  // of an object instance or a multiple resource

    friend bool operator==(const TlvRecord&, const TlvRecord&) = default;
};

/// nullopt when a length does not add up.
std::optional<std::vector<TlvRecord>> decode_tlv(BytesView bytes);
Bytes encode_tlv(const std::vector<TlvRecord>& records);

/// A value as a person types it: true, false, whole numbers in their shortest two's complement, x:HEX as bytes, s:TEXT
/// and anything else as text.
Bytes tlv_value(std::string_view text);

/// The path is of a device behind a gateway: its first segment is no number.
bool has_prefix(std::string_view path);

/// One value with its place below the path that was read.
struct PlacedValue {
    std::string path;  // "/3/0/9"
    Bytes value;
};
/// The values of `records` with their whole paths, in order.
std::vector<PlacedValue> place(std::string_view path, const std::vector<TlvRecord>& records);

}  // namespace agent::demo_server
