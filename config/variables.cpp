#include "config/variables.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/map_reader.hpp"
#include "config/quoting.hpp"
#include "config/suggestion.hpp"

namespace agent::config {
namespace {

constexpr std::string_view section = "variables";
constexpr std::string_view opening = "{var.";

struct Variables {
    std::map<std::string, const Node*, std::less<>> values;
    std::vector<std::string_view> names;
    std::size_t filled = 0;  // bytes
};

/// Whether a variable is named in it; {{var. is not one.
bool names_variable(std::string_view text) {
    auto at = text.find(opening);
    while (at != std::string_view::npos && at > 0 && text[at - 1] == '{') at = text.find(opening, at + 1);
    return at != std::string_view::npos && text.find('}', at) != std::string_view::npos;
}

Variables read_variables(const View& view) {
    Variables variables;
    const MapReader map(view);  // reports what stands twice
    for (const auto& [key, value] : view.node().entries) {
        const auto element = view.child(value, key.text);
        const bool spelled = !key.text.empty() && std::ranges::all_of(key.text, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
        if (!spelled) {
            view.child(key, key.text).problem("is no name of a variable: letters, digits, - and _");
        } else if (!element.expect(Node::Kind::scalar)) {
        } else if (names_variable(value.text)) {
            element.problem("names a variable itself");
        } else {
            variables.values.emplace(key.text, &value);
        }
        variables.names.emplace_back(key.text);
    }
    return variables;
}

class Filler {
public:
    Filler(Variables variables, Report& report) : variables_(std::move(variables)), report_(report) {}

    void fill(Node& node, const std::string& key) {
        unwrap(node);
        if (node.kind == Node::Kind::scalar) fill_text(node, key);
        for (std::size_t i = 0; i < node.items.size(); ++i) fill(node.items[i], fmt::format("{}[{}]", key, i));
        for (auto& entry : node.entries) {
            const auto name = printable(entry.key.text);
            fill(entry.value, key.empty() ? name : key + "." + name);
        }
    }

private:
    /// {var.NAME} without quotes is a map to YAML.
    static void unwrap(Node& node) {
        if (node.kind != Node::Kind::map || node.entries.size() != 1) return;
        const auto& [name, nothing] = node.entries.front();
        if (!name.text.starts_with("var.") || nothing.kind != Node::Kind::null || !nothing.text.empty()) return;
        node = Node{.kind = Node::Kind::scalar, .place = node.place, .text = "{" + name.text + "}"};
    }

    void fill_text(Node& node, const std::string& key) {
        std::string filled;
        std::string_view rest = node.text;
        for (auto at = rest.find(opening); at != std::string_view::npos; at = rest.find(opening)) {
            const auto end = rest.find('}', at);
            const bool is_brace = at > 0 && rest[at - 1] == '{';
            if (is_brace || end == std::string_view::npos) {
                filled += rest.substr(0, at + opening.size());
                rest.remove_prefix(at + opening.size());
                continue;
            }
            const auto* value = find(rest.substr(at + opening.size(), end - at - opening.size()), node, key);
            if (value == nullptr) return;
            if (at == 0 && end + 1 == node.text.size()) {
                node = *value;
                return;
            }
            filled.append(rest.substr(0, at)).append(value->text);
            rest.remove_prefix(end + 1);
        }
        node.text = filled.append(rest);
        if (names_variable(node.text)) report_.problem(node.place, key, "has variables that make another one together");
    }

    const Node* find(std::string_view name, const Node& node, const std::string& key) {
        const auto found = variables_.values.find(name);
        if (found == variables_.values.end()) {
            if (std::ranges::count(variables_.names, name) == 0) {
                report_.problem(
                    node.place, key,
                    fmt::format("there is no variable {}{}", printable(name), did_you_mean(name, variables_.names)));
            }
            return nullptr;
        }
        variables_.filled += found->second->text.size();
        if (variables_.filled <= most_expanded_bytes) return found->second;
        if (!std::exchange(is_full_, true)) report_.problem(node.place, key, "the variables fill in too much");
        return nullptr;
    }

    Variables variables_;
    Report& report_;
    bool is_full_ = false;
};

}  // namespace

void fill_variables(Node& document, Report& report) {
    if (document.kind != Node::Kind::map) return;
    const auto found =
        std::ranges::find(document.entries, section, [](const NodeEntry& e) -> std::string_view { return e.key.text; });
    const auto values = found == document.entries.end() ? Node{.kind = Node::Kind::map} : found->value;
    Filler filler(read_variables(View(values, std::string(section), report)), report);
    for (auto& [key, value] : document.entries) {
        if (key.text != section) filler.fill(value, printable(key.text));
    }
}

}  // namespace agent::config
