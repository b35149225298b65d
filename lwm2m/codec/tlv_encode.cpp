#include <bit>
#include <concepts>
#include <limits>

#include <fmt/format.h>

#include "lwm2m/codec/tlv.hpp"
#include "lwm2m/codec/tlv_format.hpp"

namespace agent::lwm2m::codec {
namespace {

/// Writes the payload from its end to its beginning, so that a container's length is known when its header is due and
/// nothing is measured or copied twice. finish() turns it round.
class Backwards {
public:
    std::size_t size() const { return bytes_.size(); }
    void byte(std::uint8_t byte) { bytes_.push_back(byte); }
    void bytes(BytesView view) { bytes_.insert(bytes_.end(), view.rbegin(), view.rend()); }
    template<std::unsigned_integral Number>
    void number(Number number, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i, number = static_cast<Number>(sizeof(Number) > 1 ? number >> 8 : 0))
            byte(static_cast<std::uint8_t>(number & 0xFF));
    }
    void header(TlvKind kind, Id id, std::size_t length);
    Bytes finish() { return {bytes_.rbegin(), bytes_.rend()}; }
    bool too_long() const { return too_long_; }

private:
    Bytes bytes_;
    bool too_long_ = false;
};

void Backwards::header(TlvKind kind, Id id, std::size_t length) {
    if (length > tlv_longest) too_long_ = true;
    auto type = static_cast<std::uint8_t>(kind);
    if (length <= tlv_short_length_bits) {
        type |= static_cast<std::uint8_t>(length);
    } else {
        const std::size_t width = length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 3;
        number(static_cast<std::uint32_t>(length), width);
        type |= static_cast<std::uint8_t>(width << tlv_length_shift);
    }
    const bool long_id = id > 0xFF;
    number(id, long_id ? 2 : 1);
    byte(long_id ? type | tlv_long_id : type);
}

template<std::signed_integral Number>
bool fits(std::int64_t number) {
    return number >= std::numeric_limits<Number>::min() && number <= std::numeric_limits<Number>::max();
}

void write_signed(Backwards& out, std::int64_t number) {
    const std::size_t width = fits<std::int8_t>(number)    ? 1
                              : fits<std::int16_t>(number) ? 2
                              : fits<std::int32_t>(number) ? 4
                                                           : 8;
    out.number(static_cast<std::uint64_t>(number), width);
}

void write_unsigned(Backwards& out, std::uint64_t number) {
    out.number(number, number <= 0xFF ? 1 : number <= 0xFFFF ? 2 : number <= 0xFFFFFFFF ? 4 : 8);
}

void write_floating(Backwards& out, double number) {
    const auto narrow = static_cast<float>(number);
    if (static_cast<double>(narrow) == number) return out.number(std::bit_cast<std::uint32_t>(narrow), 4);
    out.number(std::bit_cast<std::uint64_t>(number), 8);
}

void write_value(Backwards& out, const Value& value) {
    struct Write {
        Backwards& out;
        void operator()(const std::string& text) const { out.bytes(as_bytes(text)); }
        void operator()(std::int64_t number) const { write_signed(out, number); }
        void operator()(std::uint64_t number) const { write_unsigned(out, number); }
        void operator()(double number) const { write_floating(out, number); }
        void operator()(bool truth) const { out.byte(truth ? 1 : 0); }
        void operator()(const Bytes& bytes) const { out.bytes(bytes); }
        void operator()(Time time) const { write_signed(out, time.seconds); }
        void operator()(ObjectLink link) const {
            out.number(link.instance, 2);
            out.number(link.object, 2);
        }
        void operator()(const CoreLink& link) const { out.bytes(as_bytes(link.text)); }
    };
    std::visit(Write{out}, value);
}

void write_value(Backwards& out, TlvKind kind, Id id, const Value& value) {
    const auto before = out.size();
    write_value(out, value);
    out.header(kind, id, out.size() - before);
}

void write_resource(Backwards& out, const ResourceContent& resource) {
    if (const auto* value = std::get_if<Value>(&resource.value))
        return write_value(out, TlvKind::resource, resource.id, *value);
    const auto before = out.size();
    const auto& instances = std::get<InstanceValues>(resource.value);
    for (auto it = instances.rbegin(); it != instances.rend(); ++it)
        write_value(out, TlvKind::resource_instance, it->first, it->second);
    out.header(TlvKind::multiple_resource, resource.id, out.size() - before);
}

void write_resources(Backwards& out, const InstanceContent& instance) {
    for (auto it = instance.resources.rbegin(); it != instance.resources.rend(); ++it) write_resource(out, *it);
}

}  // namespace

Outcome<Bytes> encode_tlv(const ObjectPath& path, const Content& content) {
    Backwards out;
    for (auto it = content.rbegin(); it != content.rend(); ++it) {
        const auto before = out.size();
        write_resources(out, *it);
        if (path.size() == 1) out.header(TlvKind::object_instance, it->id, out.size() - before);
    }
    if (!out.too_long()) return out.finish();
    return Failure{coap::code::not_acceptable, fmt::format("{} is too long for TLV", path.text())};
}

}  // namespace agent::lwm2m::codec
