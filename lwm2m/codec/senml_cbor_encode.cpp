#include "lwm2m/codec/cbor_writer.hpp"
#include "lwm2m/codec/packing.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/codec/senml_cbor.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr std::size_t text_field(std::size_t length) { return 1 + cbor_head_size(length) + length; }

/// No narrower than exact: a server may refuse a time with more digits than nanoseconds.
void write_time(CborWriter& out, Timestamp time) {
    if (time.count() % 1000 == 0) return out.integer(time.count() / 1000);
    out.floating(static_cast<double>(time.count()) / 1000);
}

std::size_t time_field(Timestamp time) {
    if (time.count() % 1000 == 0) return 1 + cbor_size(time.count() / 1000);
    return 1 + cbor_size(static_cast<double>(time.count()) / 1000);
}

constexpr FieldSizes sizes{
    .name = text_sizes(text_field), .base_name = text_sizes(text_field), .time = time_field, .base_time = time_field};

void label(CborWriter& out, SenmlLabel label) { out.integer(static_cast<std::int64_t>(label)); }

void write_name(CborWriter& out, SenmlLabel of, std::string_view text) {
    if (text.empty()) return;
    label(out, of);
    out.text(text);
}

void write_time(CborWriter& out, SenmlLabel of, std::optional<Timestamp> time) {
    if (!time) return;
    label(out, of);
    write_time(out, *time);
}

void write_value(CborWriter& out, const Value& value) {
    struct Write {
        CborWriter& out;
        void operator()(const std::string& text) const {
            label(out, SenmlLabel::string_value);
            out.text(text);
        }
        void operator()(const CoreLink& link) const { (*this)(link.text); }
        void operator()(std::int64_t number) const {
            label(out, SenmlLabel::value);
            out.integer(number);
        }
        void operator()(Time time) const { (*this)(time.seconds); }
        void operator()(std::uint64_t number) const {
            label(out, SenmlLabel::value);
            out.unsigned_integer(number);
        }
        void operator()(double number) const {
            label(out, SenmlLabel::value);
            out.floating(number);
        }
        void operator()(bool truth) const {
            label(out, SenmlLabel::boolean_value);
            out.boolean(truth);
        }
        void operator()(const Bytes& bytes) const {
            label(out, SenmlLabel::data_value);
            out.bytes(bytes);
        }
        void operator()(ObjectLink link) const {
            out.text(object_link_name);
            out.text(to_text(link));
        }
    };
    std::visit(Write{out}, value);
}

std::size_t count(const PackedFields& fields, const RecordView& record) {
    return std::size_t{!fields.base_name().empty()} + std::size_t{fields.base_time.has_value()} +
           std::size_t{!fields.name().empty()} + std::size_t{fields.time.has_value()} +
           std::size_t{record.value != nullptr};
}

}  // namespace

Outcome<Bytes> encode_senml_cbor(std::span<const RecordView> records) {
    const auto fields = pack(records, sizes);
    constexpr std::size_t usual_record = 32;
    CborWriter out((records.size() + 1) * usual_record);
    out.array(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!is_writable(records[i])) return not_writable(records[i]);
        out.map(count(fields[i], records[i]));
        write_name(out, SenmlLabel::base_name, fields[i].base_name());
        write_time(out, SenmlLabel::base_time, fields[i].base_time);
        write_name(out, SenmlLabel::name, fields[i].name());
        write_time(out, SenmlLabel::time, fields[i].time);
        if (records[i].value != nullptr) write_value(out, *records[i].value);
    }
    return out.take();
}

}  // namespace agent::lwm2m::codec
