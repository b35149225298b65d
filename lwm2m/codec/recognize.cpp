#include "lwm2m/codec/recognize.hpp"

#include "lwm2m/codec/tlv_reader.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

/// Whether bytes are TLV elements of what may lie at a path, one after the other up to the end.
class TlvShape {
public:
    explicit TlvShape(const ObjectPath& path) : path_(path) {}
    bool fits(BytesView bytes) const { return all(bytes, Level::top); }

private:
    enum class Level : std::uint8_t { top, instance, resource };

    bool all(BytesView bytes, Level level) const;
    bool belongs(TlvKind kind, Id id, Level level) const;
    bool belongs_on_top(TlvKind kind, Id id) const;

    const ObjectPath& path_;
};

bool TlvShape::belongs_on_top(TlvKind kind, Id id) const {
    const bool is_resource = kind == TlvKind::resource || kind == TlvKind::multiple_resource;
    switch (path_.size()) {
        case 1:
            return is_resource || kind == TlvKind::object_instance;
        case 2:
            return is_resource || (kind == TlvKind::object_instance && id == path_.instance());
        case 3:
            return is_resource && id == path_.resource();
        case 4:
            return (is_resource && id == path_.resource()) ||
                   (kind == TlvKind::resource_instance && id == path_.resource_instance());
        default:
            return false;
    }
}

bool TlvShape::belongs(TlvKind kind, Id id, Level level) const {
    switch (level) {
        case Level::top:
            return belongs_on_top(kind, id);
        case Level::instance:
            return kind == TlvKind::resource || kind == TlvKind::multiple_resource;
        case Level::resource:
            break;
    }
    return kind == TlvKind::resource_instance;
}

bool TlvShape::all(BytesView bytes, Level level) const {
    for (TlvReader reader(bytes); !reader.at_end();) {
        const auto element = reader.next();
        if (!element || !belongs(element->kind, element->id, level)) return false;
        if (element->kind == TlvKind::object_instance && !all(element->value, Level::instance)) return false;
        if (element->kind == TlvKind::multiple_resource && !all(element->value, Level::resource)) return false;
    }
    return true;
}

enum class Major : std::uint8_t { array = 4, map = 5 };  // of a CBOR item, RFC 8949 §3.1

Major major_of(std::uint8_t head) { return static_cast<Major>(head >> 5); }

/// An array that begins with a map, or is empty.
bool is_pack(BytesView payload) {
    if (major_of(payload[0]) != Major::array) return false;
    constexpr std::uint8_t one_byte = 24;
    constexpr std::uint8_t indefinite = 31;
    const std::uint8_t length = payload[0] & 0x1FU;
    if (payload.size() == 1) return length == 0;
    const std::size_t more = length < one_byte || length == indefinite ? 0 : std::size_t{1} << (length - one_byte);
    return payload.size() > 1 + more && major_of(payload[1 + more]) == Major::map;
}

}  // namespace

std::optional<ContentFormat> recognize(const ObjectPath& path, BytesView payload) {
    if (payload.empty()) return std::nullopt;
    // As TLV or CBOR these two would begin something longer than any message.
    if (payload[0] == '{') return ContentFormat::lwm2m_json;
    if (payload[0] == '[') return ContentFormat::senml_json;
    if (TlvShape(path).fits(payload)) return ContentFormat::lwm2m_tlv;
    if (is_pack(payload)) return ContentFormat::senml_cbor;
    const auto major = major_of(payload[0]);
    if (path.size() >= 3 && major != Major::array && major != Major::map) return ContentFormat::cbor;
    return std::nullopt;
}

}  // namespace agent::lwm2m::codec
