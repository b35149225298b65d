#include <algorithm>
#include <bit>
#include <optional>

#include <fmt/format.h>

#include "lwm2m/codec/tlv.hpp"
#include "lwm2m/codec/tlv_reader.hpp"
#include "lwm2m/model/utf8.hpp"

namespace agent::lwm2m::codec {
namespace {

using Element = TlvElement;
using Reader = TlvReader;

Failure at(const Element& element, std::string_view what) {
    return {coap::code::bad_request, fmt::format("TLV at byte {}: {}", element.offset, what)};
}

std::uint64_t big_endian(BytesView bytes) {
    std::uint64_t value = 0;
    for (const auto byte : bytes) value = value << 8 | byte;
    return value;
}

bool is_integer_size(std::size_t size) { return size == 1 || size == 2 || size == 4 || size == 8; }

std::int64_t sign_extended(BytesView bytes) {
    const auto unused = 64 - 8 * static_cast<unsigned>(bytes.size());
    return static_cast<std::int64_t>(big_endian(bytes) << unused) >> unused;
}

/// nullopt when the bytes are no value of that type.
std::optional<Value> read_value(DataType type, BytesView bytes) {
    switch (type) {
        case DataType::string:
            if (!first_non_utf8(as_text(bytes))) return Value(std::string(as_text(bytes)));
            break;
        case DataType::core_link:
            if (!first_non_utf8(as_text(bytes))) return Value(CoreLink{std::string(as_text(bytes))});
            break;
        case DataType::opaque:
            return Value(Bytes(bytes.begin(), bytes.end()));
        case DataType::integer:
            if (is_integer_size(bytes.size())) return Value(sign_extended(bytes));
            break;
        case DataType::time:
            if (is_integer_size(bytes.size())) return Value(Time{sign_extended(bytes)});
            break;
        case DataType::unsigned_integer:
            if (is_integer_size(bytes.size())) return Value(big_endian(bytes));
            break;
        case DataType::floating:
            if (bytes.size() == 4)
                return Value(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(bytes)))));
            if (bytes.size() == 8) return Value(std::bit_cast<double>(big_endian(bytes)));
            break;
        case DataType::boolean:
            if (bytes.size() == 1 && bytes[0] <= 1) return Value(bytes[0] == 1);
            break;
        case DataType::object_link:
            if (bytes.size() == 4)
                return Value(ObjectLink{static_cast<Id>(big_endian(bytes.first(2))),
                                        static_cast<Id>(big_endian(bytes.subspan(2)))});
            break;
        case DataType::none:
            break;
    }
    return std::nullopt;
}

Outcome<Value> value_of(DataType type, const Element& element) {
    auto value = read_value(type, element.value);
    if (value) return std::move(*value);
    return at(element, fmt::format("{} bytes are no {}", element.value.size(), name_of(type)));
}

/// Room for what so many bytes are likely to hold; a level of more elements grows as it comes.
std::size_t likely_count(std::size_t bytes) { return std::min<std::size_t>(bytes / 4, 16); }

/// Start of an element's value in the payload.
std::size_t value_offset(BytesView payload, const Element& element) {
    return static_cast<std::size_t>(element.value.data() - payload.data());
}

class Decoder {
public:
    Decoder(const ObjectPath& path, BytesView payload, const ObjectDefinition& definition)
        : path_(path), payload_(payload), definition_(definition) {}

    Outcome<Content> run();

private:
    Outcome<void> top(const Element& element, Content& content);
    Outcome<InstanceContent> instance(const Element& element);
    Outcome<void> resource(const Element& element, InstanceContent& into);
    Outcome<ResourceValue> instances_of(const Element& element, DataType type);
    Outcome<void> bare_instance(const Element& element, InstanceContent& into);
    Outcome<void> check_path(const Element& element, std::size_t level, Id wanted) const;

    ObjectPath path_;
    BytesView payload_;
    const ObjectDefinition& definition_;
    Id highest_ = 0;  // of the resources of the instance that is being read
};

Outcome<void> Decoder::check_path(const Element& element, std::size_t level, Id wanted) const {
    if (path_.size() < level || element.id == wanted) return {};
    return at(element, fmt::format("{} is not part of {}", element.id, path_.text()));
}

Outcome<ResourceValue> Decoder::instances_of(const Element& element, DataType type) {
    InstanceValues values;
    values.reserve(likely_count(element.value.size()));
    for (Reader reader(element.value, value_offset(payload_, element)); !reader.at_end();) {
        const auto next = reader.next();
        if (!next) return next.error();
        if (next->kind != TlvKind::resource_instance) return at(*next, "not a resource instance");
        if (auto right = check_path(*next, 4, path_.resource_instance()); !right) return right.error();
        auto value = value_of(type, *next);
        if (!value) return value.error();
        values.emplace_back(next->id, std::move(*value));
    }
    std::ranges::sort(values, {}, &InstanceValues::value_type::first);
    const auto twice = std::ranges::adjacent_find(values, {}, &InstanceValues::value_type::first);
    if (twice != values.end()) return at(element, fmt::format("resource instance {} comes twice", twice->first));
    return ResourceValue(std::move(values));
}

Outcome<void> Decoder::resource(const Element& element, InstanceContent& into) {
    if (auto right = check_path(element, 3, path_.resource()); !right) return right;
    const auto* definition = definition_.find(element.id);
    const auto type = definition != nullptr ? definition->type : DataType::opaque;
    const bool multiple = element.kind == TlvKind::multiple_resource;
    if (definition != nullptr && definition->multiple != multiple)
        return at(element, fmt::format("resource {} is {}multiple", element.id, multiple ? "not " : ""));
    const bool ascends = element.id > highest_ || into.resources.empty();  // as most senders have it
    if (!ascends && std::ranges::find(into.resources, element.id, &ResourceContent::id) != into.resources.end())
        return at(element, fmt::format("resource {} comes twice", element.id));
    highest_ = ascends ? element.id : highest_;
    if (multiple) {
        auto values = instances_of(element, type);
        if (!values) return values.error();
        into.resources.push_back({element.id, std::move(*values)});
        return {};
    }
    auto value = value_of(type, element);
    if (!value) return value.error();
    into.resources.push_back({element.id, std::move(*value)});
    return {};
}

/// A resource instance TLV without its multiple resource around it, as a Write to a resource (instance) may have it.
Outcome<void> Decoder::bare_instance(const Element& element, InstanceContent& into) {
    const auto* definition = path_.size() >= 3 ? definition_.find(path_.resource()) : nullptr;
    if (definition == nullptr || !definition->multiple) return at(element, "a resource instance has no place here");
    if (auto right = check_path(element, 4, path_.resource_instance()); !right) return right;
    auto value = value_of(definition->type, element);
    if (!value) return value.error();
    highest_ = path_.resource();
    if (into.resources.empty()) into.resources.push_back({path_.resource(), InstanceValues{}});
    auto* values = std::get_if<InstanceValues>(&into.resources.front().value);
    if (values == nullptr) return at(element, "a resource instance beside a resource");
    const auto place = std::ranges::lower_bound(*values, element.id, {}, &InstanceValues::value_type::first);
    if (place != values->end() && place->first == element.id)
        return at(element, fmt::format("resource instance {} comes twice", element.id));
    values->emplace(place, element.id, std::move(*value));
    return {};
}

Outcome<InstanceContent> Decoder::instance(const Element& element) {
    if (auto right = check_path(element, 2, path_.instance()); !right) return right.error();
    InstanceContent content{element.id, {}};
    content.resources.reserve(likely_count(element.value.size()));
    for (Reader reader(element.value, value_offset(payload_, element)); !reader.at_end();) {
        const auto next = reader.next();
        if (!next) return next.error();
        if (next->kind != TlvKind::resource && next->kind != TlvKind::multiple_resource)
            return at(*next, "not a resource");
        if (auto taken = resource(*next, content); !taken) return taken.error();
    }
    return content;
}

Outcome<void> Decoder::top(const Element& element, Content& content) {
    if (element.kind == TlvKind::object_instance) {
        auto decoded = instance(element);
        if (!decoded) return decoded.error();
        if (std::ranges::find(content, decoded->id, &InstanceContent::id) != content.end())
            return at(element, fmt::format("instance {} comes twice", decoded->id));
        content.push_back(std::move(*decoded));
        return {};
    }
    // Bare resources: of the path's instance, or of the instance that is to be created on an object.
    if (content.empty()) {
        content.push_back({path_.instance(), {}});
        content.back().resources.reserve(likely_count(payload_.size()));
    }
    auto& into = content.back();
    return element.kind == TlvKind::resource_instance ? bare_instance(element, into) : resource(element, into);
}

Outcome<Content> Decoder::run() {
    Content content;
    std::optional<bool> wrapped;  // every top element is an object instance, or none is
    for (Reader reader(payload_, 0); !reader.at_end();) {
        const auto next = reader.next();
        if (!next) return next.error();
        const bool is_instance = next->kind == TlvKind::object_instance;
        if (wrapped.value_or(is_instance) != is_instance) return at(*next, "object instances beside resources");
        wrapped = is_instance;
        if (auto taken = top(*next, content); !taken) return taken.error();
    }
    if (content.empty() && path_.size() >= 2) content.push_back({path_.instance(), {}});
    return content;
}

}  // namespace

Outcome<Content> decode_tlv(const ObjectPath& path, BytesView payload, const ObjectDefinition& definition) {
    return Decoder(path, payload, definition).run();
}

}  // namespace agent::lwm2m::codec
