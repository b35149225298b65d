#include "lwm2m/codec/codec.hpp"

#include <fmt/format.h>

#include "lwm2m/codec/opaque.hpp"
#include "lwm2m/codec/text.hpp"
#include "lwm2m/codec/tlv.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

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

Outcome<Content> decode_single(ContentFormat format, const ObjectPath& path, BytesView payload,
                               const ObjectDefinition& definition) {
    const auto* resource = path.size() >= 3 ? definition.find(path.resource()) : nullptr;
    const bool is_one_value = resource != nullptr && resource->multiple == (path.size() == 4);
    if (!is_one_value) return unknown(coap::code::unsupported_content_format, format, path);
    auto value =
        format == ContentFormat::text ? decode_text(resource->type, payload) : decode_opaque(resource->type, payload);
    if (!value) return value.error();
    return as_content(path, std::move(*value));
}

}  // namespace

bool can_encode(ContentFormat format, const ObjectPath& path) {
    if (format == ContentFormat::lwm2m_tlv) return path.size() >= 1;
    return (format == ContentFormat::text || format == ContentFormat::octet_stream) && path.size() >= 3;
}

Outcome<Bytes> encode(ContentFormat format, const ObjectPath& path, const Content& content) {
    if (format == ContentFormat::lwm2m_tlv && path.size() >= 1) return encode_tlv(path, content);
    const auto* value = single_value(path, content);
    if (value != nullptr && format == ContentFormat::text) return encode_text(*value);
    if (value != nullptr && format == ContentFormat::octet_stream) return encode_opaque(*value);
    return unknown(coap::code::not_acceptable, format, path);
}

Outcome<Content> decode(ContentFormat format, const ObjectPath& path, BytesView payload,
                        const ObjectDefinition& definition) {
    if (format == ContentFormat::lwm2m_tlv && path.size() >= 1) return decode_tlv(path, payload, definition);
    if (format == ContentFormat::text || format == ContentFormat::octet_stream)
        return decode_single(format, path, payload, definition);
    return unknown(coap::code::unsupported_content_format, format, path);
}

}  // namespace agent::lwm2m::codec
