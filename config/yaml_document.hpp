// A YAML document as a plain tree that keeps every pair (also duplicate keys) and where each node began.
// Bounded in size, depth and what aliases expand to, so that no file can exhaust the agent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace agent::config {

struct Place {
    int line = 0;  // from 1; 0: the file as a whole
    int column = 0;
    std::uint16_t file = 0;  // of those that the configuration is made of
    friend auto operator<=>(const Place&, const Place&) = default;
};

struct NodeEntry;

struct Node {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    Kind kind = Kind::null;
    Place place;
    std::string text;                // of a scalar, and how a null is spelled: "~", or not at all
    bool quoted = false;             // or tagged !!str: surely text
    std::vector<Node> items;         // of a sequence
    std::vector<NodeEntry> entries;  // of a map, in the order of the file; merged ones (<<) at the end
};

struct NodeEntry {
    Node key;  // a scalar
    Node value;
};

struct YamlError {
    Place place;
    std::string message;
};

inline constexpr std::size_t most_yaml_bytes = 512 * 1024;
inline constexpr std::size_t most_yaml_depth = 32;
inline constexpr std::size_t most_yaml_nodes = 50'000;           // with what aliases expand to
inline constexpr std::size_t most_expanded_bytes = 1024 * 1024;  // of text that aliases copy

/// The one document in `text`; an empty document is a null node. Every place is one of `file`.
std::variant<Node, YamlError> parse_yaml(std::string_view text, std::uint16_t file = 0);

}  // namespace agent::config
