#include "lwm2m/model/utf8.hpp"

#include <cstdint>

namespace agent::lwm2m {

namespace {

/// Bytes of the sequence that begins with `lead`, and the range of its second byte, which excludes overlong forms,
/// surrogates and code points over U+10FFFF (RFC 3629 §4).
struct Sequence {
    std::size_t size;
    std::uint8_t least;
    std::uint8_t most;
};

Sequence sequence_of(std::uint8_t lead) {
    if (lead < 0x80) return {1, 0, 0};
    if (lead < 0xC2) return {0, 0, 0};
    if (lead < 0xE0) return {2, 0x80, 0xBF};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead < 0xF0) return {3, 0x80, 0xBF};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead < 0xF4) return {4, 0x80, 0xBF};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

std::optional<std::size_t> first_non_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto [size, least, most] = sequence_of(static_cast<std::uint8_t>(text[at]));
        if (size == 0 || text.size() - at < size) return at;
        for (std::size_t i = 1; i < size; ++i) {
            const auto byte = static_cast<std::uint8_t>(text[at + i]);
            if (i == 1 ? byte < least || byte > most : (byte & 0xC0) != 0x80) return at;
        }
        at += size;
    }
    return std::nullopt;
}

}  // namespace agent::lwm2m
