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

AttributeTable::AttributeTable(std::span<const AttributeDefault> defaults, std::function<Attributes()> fallback)
    : fallback_(std::move(fallback)) {
    for (const auto& entry : defaults) defaults_[entry.path] = entry.attributes;
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
    if (attributes.empty()) {
        written_.erase(path);
    } else {
        written_[path] = attributes;
    }
    return {};
}

}  // namespace agent::lwm2m
