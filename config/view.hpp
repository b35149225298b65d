// A node of the document together with its key path and the report: reads one value, or reports why it is none.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/report.hpp"
#include "config/yaml_document.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::config {

class View {
public:
    /// References are kept.
    View(const Node& node, std::string key, Report& report) : node_(&node), key_(std::move(key)), report_(&report) {}

    const Node& node() const { return *node_; }
    const std::string& key() const { return key_; }
    Report& report() const { return *report_; }
    bool is_null() const { return node_->kind == Node::Kind::null; }
    bool is_scalar() const { return node_->kind == Node::Kind::scalar; }
    bool is_sequence() const { return node_->kind == Node::Kind::sequence; }
    bool is_map() const { return node_->kind == Node::Kind::map; }

    void problem(std::string message) const { report_->problem(node_->place, key_, std::move(message)); }
    void warning(std::string message) const { report_->warning(node_->place, key_, std::move(message)); }
    View child(const Node& node, std::string_view name) const;

    /// Whether the node is of that kind; reports what it is instead.
    bool expect(Node::Kind kind) const;

    // Each: the value, or nullopt after reporting why it is none.
    std::optional<std::string> text() const;  // of any scalar, never empty
    std::optional<std::int64_t> integer(std::int64_t least, std::int64_t most) const;
    std::optional<double> number() const;  // finite
    std::optional<bool> boolean() const;
    std::optional<Duration> duration(Duration least, Duration most) const;
    std::optional<std::uint32_t> whole_seconds() const;  // a duration without milliseconds
    std::optional<std::size_t> size(std::size_t least, std::size_t most) const;
    std::optional<std::size_t> choice(std::initializer_list<std::string_view> words) const;  // the word's place

    /// The elements of a list; empty after reporting that it is none.
    std::vector<View> items() const;
    /// The pairs of a map whose keys are ids of 0..65534, ascending; bad and repeated keys are reported and left out.
    /// `what` names the ids: "resource".
    std::vector<std::pair<lwm2m::Id, View>> by_id(std::string_view what) const;

private:
    std::optional<lwm2m::Id> id_of(const Node& key, std::string_view what) const;

    const Node* node_;
    std::string key_;
    Report* report_;
};

/// "text", "a list"...: for messages that say what stands where something else belongs.
std::string_view name_of(Node::Kind kind);

}  // namespace agent::config
