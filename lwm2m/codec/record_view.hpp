// Records whose values are somewhere else, which is what the formats of records write.
#pragma once

#include "lwm2m/codec/records.hpp"

namespace agent::lwm2m::codec {

struct RecordView {
    ObjectPath path;
    const Value* value = nullptr;  // nullptr where only the path counts
    std::optional<Timestamp> time;
};

Outcome<Bytes> encode_records(coap::ContentFormat format, std::span<const RecordView> records);

/// Has no number that the formats have no text for (RFC 8259 §6, RFC 8428 §6).
bool is_writable(const RecordView& record);
/// 5.00 with the path.
Failure not_writable(const RecordView& record);

}  // namespace agent::lwm2m::codec
