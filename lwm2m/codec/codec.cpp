#include "lwm2m/codec/codec.hpp"

#include <fmt/format.h>

#include "lwm2m/codec/cbor.hpp"
#include "lwm2m/codec/content_records.hpp"
#include "lwm2m/codec/lwm2m_json.hpp"
#include "lwm2m/codec/opaque.hpp"
#include "lwm2m/codec/senml_cbor.hpp"
#include "lwm2m/codec/senml_json.hpp"
#include "lwm2m/codec/text.hpp"
#include "lwm2m/codec/tlv.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

/// A format of one value.
struct SingleFormat {
    ContentFormat format;
    Outcome<Bytes> (*encode)(const Value& value);
    Outcome<Value> (*decode)(DataType type, BytesView payload);
};

constexpr SingleFormat single_formats[] = {
    {ContentFormat::text, [](const Value& value) { return Outcome<Bytes>(encode_text(value)); }, decode_text},
    {ContentFormat::octet_stream, encode_opaque, decode_opaque},
    {ContentFormat::cbor, [](const Value& value) { return Outcome<Bytes>(encode_cbor(value)); }, decode_cbor},
};

/// A format of everything that lies at a path.
struct TreeFormat {
    ContentFormat format;
    Outcome<Bytes> (*encode)(const ObjectPath& path, const Content& content);
    Outcome<Content> (*decode)(const ObjectPath& path, BytesView payload, const ObjectDefinition& definition);
};

template<Outcome<Bytes> (*encode_views)(std::span<const RecordView>)>
Outcome<Bytes> encode_as_records(const ObjectPath& path, const Content& content) {
    std::vector<RecordView> records;
    append_records(path.prefix(1), content, records);
    return encode_views(records);
}

Outcome<Content> gathered(const ObjectPath& path, Outcome<std::vector<Record>> records,
                          const ObjectDefinition& definition) {
    if (!records) return records.error();
    return content_of(path, *records, definition);
}

constexpr TreeFormat tree_formats[] = {
    {ContentFormat::lwm2m_tlv, encode_tlv, decode_tlv},
    {ContentFormat::senml_cbor, encode_as_records<encode_senml_cbor>,
     [](const ObjectPath& path, BytesView payload, const ObjectDefinition& definition) {
         return gathered(path, decode_senml_cbor(payload), definition);
     }},
    {ContentFormat::senml_json, encode_as_records<encode_senml_json>,
     [](const ObjectPath& path, BytesView payload, const ObjectDefinition& definition) {
         return gathered(path, decode_senml_json(payload), definition);
     }},
    {ContentFormat::lwm2m_json, encode_as_records<encode_lwm2m_json>,
     [](const ObjectPath& path, BytesView payload, const ObjectDefinition& definition) {
         return gathered(path, decode_lwm2m_json(path, payload, definition), definition);
     }},
};

template<class Row, std::size_t size>
const Row* find(const Row (&table)[size], ContentFormat format) {
    for (const auto& row : table)
        if (row.format == format) return &row;
    return nullptr;
}

/// The one value that a path to a resource or resource instance leads to; nullptr when it is a multiple resource's.
const Value* single_value(const ObjectPath& path, const Content& content) {
    if (path.size() < 3 || content.size() != 1 || content.front().resources.size() != 1) return nullptr;
    const auto& value = content.front().resources.front().value;
    if (path.size() == 3) return std::get_if<Value>(&value);
    const auto* instances = std::get_if<InstanceValues>(&value);
    return instances != nullptr && instances->size() == 1 ? &instances->front().second : nullptr;
}

Content as_content(const ObjectPath& path, Value value) {
    ResourceContent resource{path.resource(), std::move(value)};
    if (path.size() == 4) {
        InstanceValues instances;
        instances.emplace_back(path.resource_instance(), std::get<Value>(std::move(resource.value)));
        resource.value = std::move(instances);
    }
    Content content(1);
    content.front().id = path.instance();
    content.front().resources.push_back(std::move(resource));
    return content;
}

Failure unknown(coap::Code code, ContentFormat format, const ObjectPath& path) {
    return {code, fmt::format("content format {} is not for {}", static_cast<unsigned>(format), path.text())};
}

Outcome<Content> decode_single(const SingleFormat& row, const ObjectPath& path, BytesView payload,
                               const ObjectDefinition& definition) {
    const auto* resource = path.size() >= 3 ? definition.find(path.resource()) : nullptr;
    const bool is_one_value = resource != nullptr && resource->multiple == (path.size() == 4);
    if (!is_one_value) return unknown(coap::code::unsupported_content_format, row.format, path);
    auto value = row.decode(resource->type, payload);
    if (!value) return value.error();
    return as_content(path, std::move(*value));
}

}  // namespace

bool is_of_one_value(ContentFormat format) { return find(single_formats, format) != nullptr; }

bool can_encode(ContentFormat format, const ObjectPath& path) {
    if (find(tree_formats, format) != nullptr) return path.size() >= 1;
    return is_of_one_value(format) && path.size() >= 3;
}

Outcome<Bytes> encode(ContentFormat format, const ObjectPath& path, const Content& content) {
    const auto* tree = find(tree_formats, format);
    if (tree != nullptr && path.size() >= 1) return tree->encode(path, content);
    const auto* single = find(single_formats, format);
    const auto* value = single_value(path, content);
    if (single != nullptr && value != nullptr) return single->encode(*value);
    return unknown(coap::code::not_acceptable, format, path);
}

Outcome<Content> decode(ContentFormat format, const ObjectPath& path, BytesView payload,
                        const ObjectDefinition& definition) {
    const auto* tree = find(tree_formats, format);
    if (tree != nullptr && path.size() >= 1) return tree->decode(path, payload, definition);
    const auto* single = find(single_formats, format);
    if (single != nullptr) return decode_single(*single, path, payload, definition);
    return unknown(coap::code::unsupported_content_format, format, path);
}

}  // namespace agent::lwm2m::codec
