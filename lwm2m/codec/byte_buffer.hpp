// Bytes that are written one after the other, at the price of storing them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "lwm2m/base/bytes.hpp"

namespace agent::lwm2m::codec {

class ByteBuffer {
public:
    /// Grows when there are more than were expected.
    explicit ByteBuffer(std::size_t expected) : bytes_(expected) {}

    void push(std::uint8_t byte) { *append(1) = byte; }
    void push(char c) { push(static_cast<std::uint8_t>(c)); }
    void write(BytesView bytes) {
        auto* const place = append(bytes.size());
        if (!bytes.empty()) std::memcpy(place, bytes.data(), bytes.size());
    }
    void write(std::string_view text) { write(as_bytes(text)); }
    /// The text that `print(first, last)` makes, which returns its end and needs no more than `most` characters.
    template<class Print>
    void print(std::size_t most, Print print) {
        auto* const first = reinterpret_cast<char*>(append(most));
        size_ -= most - static_cast<std::size_t>(print(first, first + most) - first);
    }
    /// What was written; the buffer is done with.
    Bytes take() {
        bytes_.resize(size_);
        return std::move(bytes_);
    }

private:
    std::uint8_t* append(std::size_t count) {
        if (count > bytes_.size() - size_) bytes_.resize(std::max(2 * bytes_.size(), size_ + count));
        auto* const place = bytes_.data() + size_;
        size_ += count;
        return place;
    }

    Bytes bytes_;  // those from size_ on are not written yet
    std::size_t size_ = 0;
};

}  // namespace agent::lwm2m::codec
