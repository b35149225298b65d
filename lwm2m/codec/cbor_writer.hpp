// Writes CBOR (RFC 8949) with the fewest bytes that each item can have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lwm2m/codec/byte_buffer.hpp"

namespace agent::lwm2m::codec {

class CborWriter {
public:
    explicit CborWriter(std::size_t expected_bytes = 32) : out_(expected_bytes) {}

    void array(std::size_t elements) { head(4, elements); }
    void map(std::size_t pairs) { head(5, pairs); }
    void tag(std::uint64_t number) { head(6, number); }
    void integer(std::int64_t number);
    void unsigned_integer(std::uint64_t number) { head(0, number); }
    /// Half, single or double precision: the narrowest one that holds the number as it is.
    void floating(double number);
    void boolean(bool truth) { out_.push(static_cast<std::uint8_t>(truth ? 0xF5 : 0xF4)); }
    void text(std::string_view text);
    void bytes(BytesView bytes);
    Bytes take() { return out_.take(); }

private:
    void head(unsigned major, std::uint64_t number);
    void big_endian(std::uint64_t number, unsigned width);

    ByteBuffer out_;
};

/// Bytes of an item's head with that number: a length, an integer's magnitude.
constexpr std::size_t cbor_head_size(std::uint64_t number) {
    return number < 24 ? 1 : number <= 0xFF ? 2 : number <= 0xFFFF ? 3 : number <= 0xFFFFFFFF ? 5 : 9;
}
/// Bytes of integer() and floating().
std::size_t cbor_size(std::int64_t number);
std::size_t cbor_size(double number);

}  // namespace agent::lwm2m::codec
