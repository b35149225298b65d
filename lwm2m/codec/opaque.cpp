#include "lwm2m/codec/opaque.hpp"

#include <fmt/format.h>

namespace agent::lwm2m::codec {

Outcome<Bytes> encode_opaque(const Value& value) {
    if (const auto* bytes = std::get_if<Bytes>(&value)) return *bytes;
    return Failure{coap::code::not_acceptable, fmt::format("{} is not opaque", name_of(type_of(value)))};
}

Outcome<Value> decode_opaque(DataType type, BytesView payload) {
    if (type == DataType::opaque) return Value(Bytes(payload.begin(), payload.end()));
    return Failure{coap::code::unsupported_content_format, fmt::format("{} is not opaque", name_of(type))};
}

}  // namespace agent::lwm2m::codec
