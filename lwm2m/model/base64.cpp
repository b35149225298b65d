#include "lwm2m/model/base64.hpp"

#include <array>

namespace agent::lwm2m {

namespace {

constexpr std::string_view padded_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::string_view digits_of(Base64 alphabet) {
    return alphabet == Base64::padded ? padded_digits : url_digits;
}

constexpr std::array<std::int8_t, 256> values_of(std::string_view digits) {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}
constexpr auto padded_values = values_of(padded_digits);
constexpr auto url_values = values_of(url_digits);

}  // namespace

std::string to_base64(BytesView bytes, Base64 alphabet) {
    const auto digits = digits_of(alphabet);
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const auto byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 6; count -= 6) text += digits[bits >> (count - 6) & 0x3F];
    }
    if (count > 0) text += digits[bits << (6 - count) & 0x3F];
    if (alphabet == Base64::padded) text.resize((text.size() + 3) / 4 * 4, '=');
    return text;
}

std::optional<Bytes> from_base64(std::string_view text, Base64 alphabet) {
    if (alphabet == Base64::padded) {
        if (text.size() % 4 != 0) return std::nullopt;
        if (text.ends_with('=')) text.remove_suffix(1);
        if (text.ends_with('=')) text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    const auto& values = alphabet == Base64::padded ? padded_values : url_values;
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : text) {
        const auto value = values[static_cast<std::uint8_t>(digit)];
        if (value < 0) return std::nullopt;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFF;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
    if ((bits & ((1U << count) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace agent::lwm2m
