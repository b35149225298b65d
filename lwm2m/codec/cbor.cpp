#include "lwm2m/codec/cbor.hpp"

#include "lwm2m/codec/cbor_reader.hpp"
#include "lwm2m/codec/cbor_writer.hpp"
#include "lwm2m/codec/typed.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr std::uint64_t tag_time = 1;  // RFC 8949 §3.4.2

}  // namespace

Bytes encode_cbor(const Value& value) {
    struct Write {
        CborWriter& out;
        void operator()(const std::string& text) const { out.text(text); }
        void operator()(std::int64_t number) const { out.integer(number); }
        void operator()(std::uint64_t number) const { out.unsigned_integer(number); }
        void operator()(double number) const { out.floating(number); }
        void operator()(bool truth) const { out.boolean(truth); }
        void operator()(const Bytes& bytes) const { out.bytes(bytes); }
        void operator()(Time time) const {
            out.tag(tag_time);
            out.integer(time.seconds);
        }
        void operator()(ObjectLink link) const { out.text(to_text(link)); }
        void operator()(const CoreLink& link) const { out.text(link.text); }
    };
    CborWriter out;
    std::visit(Write{out}, value);
    return out.take();
}

Outcome<Value> decode_cbor(DataType type, BytesView payload) {
    CborReader reader(payload);
    CborItem first;
    if (!reader.next(first)) return *reader.failed();
    const auto scalar = reader.value(first);
    if (!scalar) return scalar.error();
    if (!reader.at_end()) return bad_request("CBOR: something follows the value");
    const auto* text = std::get_if<std::string_view>(&*scalar);
    if (type == DataType::object_link && text != nullptr) return parse_text(type, *text);
    auto value = to_value(*scalar);
    if (auto made = make_typed(value, type); !made) return made.error();
    return value;
}

}  // namespace agent::lwm2m::codec
