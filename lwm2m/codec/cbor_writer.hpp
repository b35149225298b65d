// Writes CBOR (RFC 8949) with the fewest bytes that each item can have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "lwm2m/base/bytes.hpp"

namespace agent::lwm2m::codec {

class CborWriter {
public:
    void array(std::size_t elements) { head(4, elements); }
    void map(std::size_t pairs) { head(5, pairs); }
    void tag(std::uint64_t number) { head(6, number); }
    void integer(std::int64_t number);
    void unsigned_integer(std::uint64_t number) { head(0, number); }
    /// Half, single or double precision: the narrowest one that holds the number as it is.
    void floating(double number);
    void boolean(bool truth) { out_.push_back(truth ? 0xF5 : 0xF4); }
    void text(std::string_view text);
    void bytes(BytesView bytes);
    Bytes take() { return std::move(out_); }

private:
    void head(unsigned major, std::uint64_t number);
    void big_endian(std::uint64_t number, unsigned width);

    Bytes out_;
};

/// Bytes of an item's head with that number: a length, an integer's magnitude.
std::size_t cbor_head_size(std::uint64_t number);

}  // namespace agent::lwm2m::codec
