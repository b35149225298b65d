// Block1 and Block2 values (RFC 7959 §2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace agent::coap {

struct Block {
    std::uint32_t number = 0;  // 0..1048575
    bool more = false;
    std::uint8_t size_exponent = 6;  // 0..6: 16 to 1024 bytes

    std::size_t size() const { return std::size_t{16} << size_exponent; }
    std::size_t offset() const { return number * size(); }

    /// nullopt when SZX is the reserved 7 or the value has more than three bytes.
    static std::optional<Block> from(std::uint32_t value);
    std::uint32_t value() const { return number << 4 | (more ? 8U : 0U) | size_exponent; }

    friend bool operator==(const Block&, const Block&) = default;
};

}  // namespace agent::coap
