#include "lwm2m/codec/composite.hpp"

#include <algorithm>

#include "lwm2m/codec/content_records.hpp"

namespace agent::lwm2m::codec {

using coap::ContentFormat;

bool can_be_composite(ContentFormat format) { return carries_records(format); }

Outcome<Bytes> encode_composite(ContentFormat format, std::span<const ObjectContent> objects) {
    std::vector<RecordView> records;
    for (const auto& object : objects) append_records(object.path(), object.content, records);
    return encode_records(format, std::span<const RecordView>(records));
}

Outcome<std::vector<ObjectPath>> decode_paths(ContentFormat format, BytesView payload) {
    const auto records = decode_records(format, payload);
    if (!records) return records.error();
    if (records->empty()) return bad_request("no path");
    std::vector<ObjectPath> paths;
    for (const auto& record : *records) {
        if (record.value) return bad_request(record.path.text() + " has a value where a path is asked for");
        paths.push_back(record.path);
    }
    std::ranges::sort(paths);
    std::vector<ObjectPath> wanted;
    for (const auto& path : paths)
        if (wanted.empty() || !wanted.back().contains(path)) wanted.push_back(path);
    return wanted;
}

Outcome<std::vector<ObjectContent>> decode_composite(ContentFormat format, BytesView payload,
                                                     const DefinitionOf& definition_of) {
    auto records = decode_records(format, payload);
    if (!records) return records.error();
    std::ranges::sort(*records, {}, &Record::path);
    std::vector<ObjectContent> objects;
    for (auto begin = records->begin(), end = begin; begin != records->end(); begin = end) {
        const auto object = begin->path.prefix(1);
        if (begin->path.is_root()) return bad_request("/ is no resource");
        const auto* definition = definition_of(object);
        if (definition == nullptr) return Failure{coap::code::not_found, object.text() + " is not there"};
        end = std::find_if(begin, records->end(), [&](const auto& record) { return record.path.prefix(1) != object; });
        auto content = content_of(object, std::span(begin, end), *definition);
        if (!content) return content.error();
        objects.push_back({object.object(), std::move(*content), object.device()});
    }
    return objects;
}

}  // namespace agent::lwm2m::codec
