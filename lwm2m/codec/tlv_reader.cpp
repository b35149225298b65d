#include "lwm2m/codec/tlv_reader.hpp"

#include <fmt/format.h>

namespace agent::lwm2m::codec {

Failure TlvReader::malformed(std::string_view what) const {
    return {coap::code::bad_request, fmt::format("TLV at byte {}: {}", offset_ + position_, what)};
}

std::optional<std::uint32_t> TlvReader::number(std::size_t width) {
    if (bytes_.size() - position_ < width) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes_[position_++];
    return value;
}

Outcome<TlvElement> TlvReader::next() {
    TlvElement element{.offset = offset_ + position_};
    const auto type = bytes_[position_++];
    element.kind = static_cast<TlvKind>(type & tlv_kind_bits);
    const auto id = number((type & tlv_long_id) != 0 ? 2 : 1);
    if (!id) return malformed("the identifier is cut off");
    if (*id == 65535) return malformed("65535 is no identifier");
    element.id = static_cast<Id>(*id);
    const std::size_t width = type >> tlv_length_shift & 3U;
    const auto length = width == 0 ? static_cast<std::uint32_t>(type & tlv_short_length_bits) : number(width);
    if (!length) return malformed("the length is cut off");
    if (*length > bytes_.size() - position_) return malformed("the length is past the end");
    element.value = bytes_.subspan(position_, *length);
    position_ += *length;
    return element;
}

}  // namespace agent::lwm2m::codec
