// The elements of one level of a TLV payload, one after the other (LwM2M Core 1.1 §7.4.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/codec/tlv_format.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m::codec {

struct TlvElement {
    TlvKind kind{};
    Id id = 0;
    BytesView value;
    std::size_t offset = 0;  // of the element in the payload
};

/// A failure, 4.00, ends the reading.
class TlvReader {
public:
    /// `offset`: of the bytes in the payload, for what is said of a failure.
    explicit TlvReader(BytesView bytes, std::size_t offset = 0) : bytes_(bytes), offset_(offset) {}

    bool at_end() const { return position_ == bytes_.size(); }
    /// Not at the end.
    Outcome<TlvElement> next();

private:
    std::optional<std::uint32_t> number(std::size_t width);
    Failure malformed(std::string_view what) const;

    BytesView bytes_;
    std::size_t offset_;
    std::size_t position_ = 0;
};

}  // namespace agent::lwm2m::codec
