#include "lwm2m/codec/records.hpp"

#include <cmath>

#include <fmt/format.h>

#include "lwm2m/codec/record_view.hpp"
#include "lwm2m/codec/senml_cbor.hpp"
#include "lwm2m/codec/senml_json.hpp"

namespace agent::lwm2m::codec {

using coap::ContentFormat;

namespace {

Failure no_records(coap::Code code, ContentFormat format) {
    return {code, fmt::format("content format {} has no records", static_cast<unsigned>(format))};
}

}  // namespace

bool is_writable(const RecordView& record) {
    const auto* number = record.value != nullptr ? std::get_if<double>(record.value) : nullptr;
    return number == nullptr || std::isfinite(*number);
}

Failure not_writable(const RecordView& record) {
    return {coap::code::internal_server_error, record.path.text() + " is not a finite number"};
}

bool carries_records(ContentFormat format) {
    return format == ContentFormat::senml_json || format == ContentFormat::senml_cbor;
}

Outcome<Bytes> encode_records(ContentFormat format, std::span<const RecordView> records) {
    if (format == ContentFormat::senml_cbor) return encode_senml_cbor(records);
    if (format == ContentFormat::senml_json) return encode_senml_json(records);
    return no_records(coap::code::not_acceptable, format);
}

Outcome<Bytes> encode_records(ContentFormat format, std::span<const Record> records) {
    std::vector<RecordView> views;
    views.reserve(records.size());
    for (const auto& record : records)
        views.push_back({record.path, record.value ? &*record.value : nullptr, record.time});
    return encode_records(format, std::span<const RecordView>(views));
}

Outcome<std::vector<Record>> decode_records(ContentFormat format, BytesView payload) {
    if (format == ContentFormat::senml_cbor) return decode_senml_cbor(payload);
    if (format == ContentFormat::senml_json) return decode_senml_json(payload);
    return no_records(coap::code::unsupported_content_format, format);
}

}  // namespace agent::lwm2m::codec
