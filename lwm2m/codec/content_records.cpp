#include "lwm2m/codec/content_records.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "lwm2m/codec/typed.hpp"

namespace agent::lwm2m::codec {
namespace {

Failure refused(const ObjectPath& path, std::string_view why) {
    return bad_request(fmt::format("{} {}", path.text(), why));
}

class Gatherer {
public:
    Gatherer(const ObjectPath& path, const ObjectDefinition& definition, std::size_t records)
        : path_(path), definition_(definition), most_resources_(std::min(records, definition.resources.size())) {}

    /// Takes the value of `record`.
    Outcome<void> add(Record& record);
    Outcome<Content> finish();

private:
    Outcome<void> add_value(const ObjectPath& path, Value& value);
    InstanceContent& instance(Id id);

    ObjectPath path_;
    const ObjectDefinition& definition_;
    std::size_t most_resources_;  // of an instance, as far as they are known
    Content content_;
};

InstanceContent& Gatherer::instance(Id id) {
    if (!content_.empty() && content_.back().id == id) return content_.back();
    content_.push_back({id, {}});
    content_.back().resources.reserve(most_resources_);
    return content_.back();
}

Outcome<void> Gatherer::add(Record& record) {
    const auto& path = record.path;
    if (!path_.contains(path)) return refused(path, "is not part of " + path_.text());
    if (record.time) return refused(path, "has a time");
    if (record.value && path.size() >= 3) return add_value(path, *record.value);
    if (record.value) return refused(path, "is no resource");
    if (path.size() != 2) return refused(path, "has no value");
    instance(path.instance());
    return {};
}

Outcome<void> Gatherer::add_value(const ObjectPath& path, Value& value) {
    const auto* definition = definition_.find(path.resource());
    const bool multiple = path.size() == 4;
    if (definition != nullptr) {
        if (definition->multiple != multiple) return refused(path, multiple ? "is not multiple" : "is multiple");
        if (auto made = make_typed(value, definition->type); !made)
            return bad_request(path.text() + ": " + made.error().reason);
    }
    auto& resources = instance(path.instance()).resources;
    if (!multiple) {
        resources.push_back({path.resource(), std::move(value)});
        return {};
    }
    const bool known = !resources.empty() && resources.back().id == path.resource();
    if (!known) resources.push_back({path.resource(), InstanceValues{}});
    auto* values = std::get_if<InstanceValues>(&resources.back().value);
    if (values == nullptr) return refused(path, "is also single");
    values->emplace_back(path.resource_instance(), std::move(value));
    return {};
}

Outcome<Content> Gatherer::finish() {
    if (path_.size() == 1 || !content_.empty()) return std::move(content_);
    auto& only = instance(path_.instance());
    if (path_.size() == 2) return std::move(content_);
    const auto* definition = definition_.find(path_.resource());
    if (path_.size() == 4 || definition == nullptr || !definition->multiple) return refused(path_, "has no value");
    only.resources.push_back({path_.resource(), InstanceValues{}});
    return std::move(content_);
}

}  // namespace

void append_records(const ObjectPath& object, const Content& content, std::vector<RecordView>& records) {
    for (const auto& instance : content) {
        records.reserve(records.size() + instance.resources.size());
        for (const auto& resource : instance.resources) {
            const auto path = object / instance.id / resource.id;
            if (const auto* value = std::get_if<Value>(&resource.value)) {
                records.push_back({path, value, std::nullopt});
                continue;
            }
            for (const auto& [id, value] : std::get<InstanceValues>(resource.value))
                records.push_back({path / id, &value, std::nullopt});
        }
    }
}

Outcome<Content> content_of(const ObjectPath& path, std::span<Record> records, const ObjectDefinition& definition) {
    if (std::ranges::adjacent_find(records, std::ranges::greater_equal(), &Record::path) != records.end()) {
        std::ranges::sort(records, {}, &Record::path);
        const auto twice = std::ranges::adjacent_find(records, {}, &Record::path);
        if (twice != records.end()) return refused(twice->path, "comes twice");
    }
    Gatherer gatherer(path, definition, records.size());
    for (auto& record : records)
        if (auto added = gatherer.add(record); !added) return added.error();
    return gatherer.finish();
}

}  // namespace agent::lwm2m::codec
