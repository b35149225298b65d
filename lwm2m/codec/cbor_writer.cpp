#include "lwm2m/codec/cbor_writer.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace agent::lwm2m::codec {
namespace {

constexpr std::uint8_t half_head = 0xF9;
constexpr std::uint8_t single_head = 0xFA;
constexpr std::uint8_t double_head = 0xFB;

/// The bits of `number` in half precision (IEEE 754 binary16); nullopt when it would lose something.
std::optional<std::uint16_t> half_bits(float number) {
    constexpr int fraction_bits = 23, half_fraction_bits = 10, least_exponent = -14, most_exponent = 15;
    const auto bits = std::bit_cast<std::uint32_t>(number);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
    if (number == 0) return sign;
    const int exponent = static_cast<int>(bits >> fraction_bits & 0xFF) - 127;
    if (exponent > most_exponent) return std::nullopt;
    // Below the least exponent a number has leading zeros instead, and room for fewer bits.
    const int shift = fraction_bits - half_fraction_bits + std::max(0, least_exponent - exponent);
    if (shift > fraction_bits) return std::nullopt;
    const auto fraction = (bits & 0x7FFFFF) | 0x800000;
    if ((fraction & ((1U << shift) - 1)) != 0) return std::nullopt;
    const auto biased = exponent < least_exponent ? 0U : static_cast<unsigned>(exponent - least_exponent);
    return static_cast<std::uint16_t>(sign | ((biased << half_fraction_bits) + (fraction >> shift)));
}

/// What has the size of a number's head: itself, or -1 minus it when it is negative.
std::uint64_t magnitude(std::int64_t number) { return static_cast<std::uint64_t>(number < 0 ? ~number : number); }

}  // namespace

std::size_t cbor_size(std::int64_t number) { return cbor_head_size(magnitude(number)); }

std::size_t cbor_size(double number) {
    const auto single = static_cast<float>(number);
    if (static_cast<double>(single) != number) return 9;
    return half_bits(single) ? 3 : 5;
}

void CborWriter::head(unsigned major, std::uint64_t number) {
    const auto type = static_cast<std::uint8_t>(major << 5);
    if (number < 24) return out_.push(static_cast<std::uint8_t>(type | number));
    const auto width = static_cast<unsigned>(cbor_head_size(number)) - 1;
    out_.push(static_cast<std::uint8_t>(type | (24U + static_cast<unsigned>(std::countr_zero(width)))));
    big_endian(number, width);
}

void CborWriter::big_endian(std::uint64_t number, unsigned width) {
    for (; width > 0; --width) out_.push(static_cast<std::uint8_t>(number >> 8 * (width - 1) & 0xFF));
}

void CborWriter::integer(std::int64_t number) { head(number < 0 ? 1 : 0, magnitude(number)); }

void CborWriter::floating(double number) {
    const auto single = static_cast<float>(number);
    if (static_cast<double>(single) != number) {
        out_.push(double_head);
        return big_endian(std::bit_cast<std::uint64_t>(number), 8);
    }
    if (const auto half = half_bits(single)) {
        out_.push(half_head);
        return big_endian(*half, 2);
    }
    out_.push(single_head);
    big_endian(std::bit_cast<std::uint32_t>(single), 4);
}

void CborWriter::text(std::string_view text) {
    head(3, text.size());
    out_.write(text);
}

void CborWriter::bytes(BytesView bytes) {
    head(2, bytes.size());
    out_.write(bytes);
}

}  // namespace agent::lwm2m::codec
