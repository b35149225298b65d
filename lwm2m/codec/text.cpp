#include "lwm2m/codec/text.hpp"

namespace agent::lwm2m::codec {

Bytes encode_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return to_bytes(*text);
    return to_bytes(to_text(value));
}

Outcome<Value> decode_text(DataType type, BytesView payload) { return parse_text(type, as_text(payload)); }

}  // namespace agent::lwm2m::codec
