#include "lwm2m/codec/cbor_writer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
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

unsigned width_of(std::uint64_t number) {
    if (number < 24) return 0;
    return number <= 0xFF ? 1 : number <= 0xFFFF ? 2 : number <= 0xFFFFFFFF ? 4 : 8;
}

}  // namespace

std::size_t cbor_head_size(std::uint64_t number) { return 1 + width_of(number); }

void CborWriter::head(unsigned major, std::uint64_t number) {
    const auto width = width_of(number);
    const auto low = width == 0 ? static_cast<unsigned>(number) : 24U + static_cast<unsigned>(std::countr_zero(width));
    out_.push_back(static_cast<std::uint8_t>(major << 5 | low));
    big_endian(number, width);
}

void CborWriter::big_endian(std::uint64_t number, unsigned width) {
    for (; width > 0; --width) out_.push_back(static_cast<std::uint8_t>(number >> 8 * (width - 1) & 0xFF));
}

void CborWriter::integer(std::int64_t number) {
    if (number < 0) return head(1, ~static_cast<std::uint64_t>(number));
    head(0, static_cast<std::uint64_t>(number));
}

void CborWriter::floating(double number) {
    const auto single = static_cast<float>(number);
    if (static_cast<double>(single) != number) {
        out_.push_back(double_head);
        return big_endian(std::bit_cast<std::uint64_t>(number), 8);
    }
    if (const auto half = half_bits(single)) {
        out_.push_back(half_head);
        return big_endian(*half, 2);
    }
    out_.push_back(single_head);
    big_endian(std::bit_cast<std::uint32_t>(single), 4);
}

void CborWriter::text(std::string_view text) {
    head(3, text.size());
    const auto view = as_bytes(text);
    out_.insert(out_.end(), view.begin(), view.end());
}

void CborWriter::bytes(BytesView bytes) {
    head(2, bytes.size());
    out_.insert(out_.end(), bytes.begin(), bytes.end());
}

}  // namespace agent::lwm2m::codec
