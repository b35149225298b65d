#include "config/merge.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace agent::config {
namespace {

struct NamedList {
    std::string_view key;   // of the document
    std::string_view name;  // of its elements
};
constexpr std::array<NamedList, 3> named_lists{{{"servers", "short_id"}, {"objects", "id"}, {"observe", "path"}}};

bool takes_away(const Node& node) { return node.kind == Node::Kind::null && !node.text.empty(); }

NodeEntry* find(Node& map, std::string_view key) {
    const auto found =
        std::ranges::find(map.entries, key, [](const NodeEntry& e) -> std::string_view { return e.key.text; });
    return found == map.entries.end() ? nullptr : &*found;
}

void merge_value(Node& base, Node drop_in);

void merge_map(Node& base, Node drop_in) {
    std::set<std::string> done;
    for (auto& entry : drop_in.entries) {
        auto* there = find(base, entry.key.text);
        const bool again = !done.insert(entry.key.text).second;
        if (there == nullptr || again) {
            // A key that stands twice in the drop-in goes on to do so, and is told.
            if (again || !takes_away(entry.value)) base.entries.push_back(std::move(entry));
        } else if (takes_away(entry.value)) {
            base.entries.erase(base.entries.begin() + (there - base.entries.data()));
        } else {
            if (entry.value.kind != Node::Kind::map) there->key = std::move(entry.key);
            merge_value(there->value, std::move(entry.value));
        }
    }
}

void merge_value(Node& base, Node drop_in) {
    if (base.kind == Node::Kind::map && drop_in.kind == Node::Kind::map) return merge_map(base, std::move(drop_in));
    base = std::move(drop_in);
}

/// The map of a drop-in, applied to the elements of `list` that it names.
void merge_named(Node& list, Node drop_in, std::string_view name) {
    for (auto& [key, change] : drop_in.entries) {
        const auto element = std::ranges::find_if(list.items, [&wanted = key.text, name](Node& item) {
            const auto* entry = find(item, name);
            return entry != nullptr && entry->value.text == wanted;
        });
        if (element == list.items.end()) {
            if (takes_away(change)) continue;
            NodeEntry own{.key = key, .value = key};
            own.key.text = name;
            if (change.kind == Node::Kind::map) change.entries.insert(change.entries.begin(), std::move(own));
            list.items.push_back(std::move(change));
        } else if (takes_away(change)) {
            list.items.erase(element);
        } else {
            merge_value(*element, std::move(change));
        }
    }
}

}  // namespace

void merge(Node& base, Node drop_in) {
    if (drop_in.kind == Node::Kind::null) return;  // nothing but comments
    if (base.kind != Node::Kind::map || drop_in.kind != Node::Kind::map) {
        if (base.kind == Node::Kind::null || drop_in.kind != Node::Kind::map) base = std::move(drop_in);
        return;  // a document that is no map is told of as it is
    }
    for (const auto& [key, name] : named_lists) {
        auto* change = find(drop_in, key);
        if (change == nullptr || change->value.kind != Node::Kind::map) continue;
        auto* there = find(base, key);
        if (there == nullptr) {
            base.entries.push_back(
                {.key = change->key, .value = {.kind = Node::Kind::sequence, .place = change->value.place}});
            there = &base.entries.back();
        }
        if (there->value.kind != Node::Kind::sequence) continue;
        merge_named(there->value, std::move(change->value), name);
        drop_in.entries.erase(drop_in.entries.begin() + (change - drop_in.entries.data()));
    }
    merge_map(base, std::move(drop_in));
}

}  // namespace agent::config
