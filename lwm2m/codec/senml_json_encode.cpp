#include "lwm2m/codec/json_writer.hpp"
#include "lwm2m/codec/packing.hpp"
#include "lwm2m/codec/senml.hpp"
#include "lwm2m/codec/senml_json.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr JsonValueLabels labels{"v", "vs", "vb", "vd", object_link_name, Base64::url};

// The text with what is around it: "n":"",
constexpr FieldSizes sizes{
    .name = text_sizes([](std::size_t length) { return length + 7; }),
    .base_name = text_sizes([](std::size_t length) { return length + 8; }),
    .time = [](Timestamp time) { return thousandths_text(time.count()).size() + 5; },
    .base_time = [](Timestamp time) { return thousandths_text(time.count()).size() + 6; },
};

void write_name(JsonWriter& out, SenmlLabel label, std::string_view text) {
    if (text.empty()) return;
    out.key(name_of(label));
    out.string(text);
}

void write_time(JsonWriter& out, SenmlLabel label, std::optional<Timestamp> time) {
    if (!time) return;
    out.key(name_of(label));
    out.thousandths(time->count());
}

}  // namespace

Outcome<Bytes> encode_senml_json(std::span<const RecordView> records) {
    const auto fields = pack(records, sizes);
    constexpr std::size_t usual_record = 40;
    JsonWriter out((records.size() + 1) * usual_record);
    out.open('[');
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!is_writable(records[i])) return not_writable(records[i]);
        out.open('{');
        write_name(out, SenmlLabel::base_name, fields[i].base_name());
        write_time(out, SenmlLabel::base_time, fields[i].base_time);
        write_name(out, SenmlLabel::name, fields[i].name());
        write_time(out, SenmlLabel::time, fields[i].time);
        if (records[i].value != nullptr) out.value(*records[i].value, labels);
        out.close('}');
    }
    out.close(']');
    return out.take();
}

}  // namespace agent::lwm2m::codec
