#include "lwm2m/codec/json_writer.hpp"
#include "lwm2m/codec/lwm2m_json.hpp"
#include "lwm2m/codec/packing.hpp"

namespace agent::lwm2m::codec {
namespace {

constexpr JsonValueLabels labels{"v", "sv", "bv", "sv", "ov", Base64::padded};

/// What all the paths begin with: one path as it is, of several the ids they share and a slash.
std::string common_base(std::span<const RecordView> records) {
    const auto& first = records.front().path;
    if (records.size() == 1) return first.text();
    auto levels = first.size();
    for (const auto& record : records)
        while (record.path.prefix(levels) != first.prefix(levels)) --levels;
    const auto text = first.prefix(levels).text();
    return text.ends_with('/') ? text : text + "/";
}

}  // namespace

Outcome<Bytes> encode_lwm2m_json(std::span<const RecordView> records) {
    constexpr std::size_t usual_record = 40;
    JsonWriter out((records.size() + 1) * usual_record);
    out.open('{');
    std::size_t cut = 0;
    if (!records.empty()) {
        const auto base = common_base(records);
        cut = base.size();
        out.key("bn");
        out.string(base);
    }
    out.key("e");
    out.open('[');
    for (const auto& record : records) {
        if (!is_writable(record)) return not_writable(record);
        out.open('{');
        const PathText text(record.path);
        const auto name = text.view().substr(cut);
        if (!name.empty()) {
            out.key("n");
            out.string(name);
        }
        if (record.value != nullptr) out.value(*record.value, labels);
        out.close('}');
    }
    out.close(']');
    out.close('}');
    return out.take();
}

}  // namespace agent::lwm2m::codec
