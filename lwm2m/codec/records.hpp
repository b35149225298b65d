// Values with their paths, of any objects and perhaps of some time: what SenML is made of (RFC 8428, LwM2M Core 1.1
// §7.4) and what a Send carries. composite.hpp has the operations on content.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

using Timestamp = std::chrono::milliseconds;  // since 1970-01-01T00:00:00Z

struct Record {
    ObjectPath path;
    std::optional<Value> value;     // nullopt where only the path counts
    std::optional<Timestamp> time;  // nullopt: now
    friend bool operator==(const Record&, const Record&) = default;
};

/// SenML JSON and SenML CBOR.
bool carries_records(coap::ContentFormat format);
/// In their order. 4.06 for another format, 5.00 for a number that is not finite.
Outcome<Bytes> encode_records(coap::ContentFormat format, std::span<const Record> records);
/// 4.15 for another format, 4.00 with the place for what is malformed, has a name that is no path, or has to be
/// understood and is not. Values have the type that the format has for them; times before 2^28 s are relative to now.
Outcome<std::vector<Record>> decode_records(coap::ContentFormat format, BytesView payload);

}  // namespace agent::lwm2m::codec
