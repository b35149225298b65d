#include "lwm2m/client/attribute_table.hpp"

namespace agent::lwm2m {
namespace {

void inherit(Attributes& attributes, const std::unordered_map<ObjectPath, Attributes>& table, const ObjectPath& path) {
    if (table.empty()) return;
    for (auto levels = path.size(); levels > 0; --levels) {
        const auto found = table.find(path.prefix(levels));
        if (found != table.end()) attributes.inherit(found->second);
    }
}

}  // namespace

AttributeTable::AttributeTable(Store& store, std::span<const AttributeDefault> defaults,
                               std::function<Attributes()> fallback, Log log)
    : store_(store), fallback_(std::move(fallback)), log_(log) {
    set_defaults(defaults);
}

void AttributeTable::set_defaults(std::span<const AttributeDefault> defaults) {
    defaults_.clear();
    for (const auto& entry : defaults) defaults_[entry.path] = entry.attributes;
}

void AttributeTable::assign(std::uint16_t short_id) {
    short_id_ = short_id;
    written_.clear();
    for (const auto& kept : store_.kept_attributes(short_id)) {
        const auto change = AttributeChange::parse_all(kept.queries);
        if (change) {
            written_[kept.path] = change->values();
        } else {
            log_.warning("kept attributes ignored path={} reason=\"{}\"", kept.path.text(), change.error().reason);
        }
    }
}

const Attributes& AttributeTable::written(const ObjectPath& path) const {
    static const Attributes none;
    const auto found = written_.find(path);
    return found != written_.end() ? found->second : none;
}

Attributes AttributeTable::inherited(const ObjectPath& path) const {
    Attributes attributes;
    inherit(attributes, written_, path);
    return attributes;
}

Attributes AttributeTable::effective(const ObjectPath& path) const {
    auto attributes = inherited(path);
    inherit(attributes, defaults_, path);
    attributes.inherit(fallback_());
    return attributes;
}

Outcome<void> AttributeTable::write(const ObjectPath& path, const AttributeChange& change) {
    auto attributes = written(path);
    change.apply(attributes);
    if (auto checked = check(attributes); !checked) return checked;
    if (auto kept = store_.keep_attributes(short_id_, path, attributes.text()); !kept) return kept;
    if (attributes.empty()) {
        written_.erase(path);
    } else {
        written_[path] = attributes;
    }
    return {};
}

void AttributeTable::forget(const ObjectPath& instance) {
    std::erase_if(written_, [&](const auto& entry) { return instance.contains(entry.first); });
}

}  // namespace agent::lwm2m
