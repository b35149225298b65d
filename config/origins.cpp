#include "config/origins.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::config {
namespace {

std::string without(std::string text, std::string_view part) {
    if (const auto at = text.find(part); at != std::string::npos) text.erase(at, part.size());
    return text;
}

std::string name_of_object(const Node& node, std::size_t index) {
    for (const auto& [key, value] : node.entries)
        if (key.text == "id" && value.kind == Node::Kind::scalar) return value.text;
    return std::to_string(index);
}

/// Of the gateway itself or of a device behind it.
bool are_objects(const std::string& path) {
    return path == "objects" || (path.starts_with("gateway.devices[") && path.ends_with("].objects"));
}

/// What a value is taken from where it is not written itself.
std::string inherited(const std::string& path) {
    const auto retry = path.find("].retry.");
    return path.starts_with("servers[") && retry != std::string::npos ? "registration" + path.substr(retry + 1) : path;
}

}  // namespace

Origins::Origins(const Node& document, const std::vector<Source>& sources) {
    if (sources.empty()) return;
    const auto folder = folder_of(sources.front().name);
    for (const auto& source : sources) {
        names_.push_back(source.name.starts_with(folder) ? source.name.substr(folder.size()) : source.name);
    }
    add(document, "");
}

void Origins::add(const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::scalar)
        places_.emplace(path, node.place);
    else
        keys_.emplace(path, node.place);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const auto& item = node.items[i];
        add(item, fmt::format("{}[{}]", path, are_objects(path) ? name_of_object(item, i) : std::to_string(i)));
    }
    for (const auto& [key, value] : node.entries) add(value, path.empty() ? key.text : path + "." + key.text);
}

std::string Origins::place(Place place) const { return fmt::format("{}:{}", names_.at(place.file), place.line); }

std::string Origins::of(const std::string& path) const {
    const auto item =
        path.ends_with(']') ? path.substr(0, path.rfind('[')) : path;  // of a list that is written as one value
    for (const auto& written : {path, without(path, ".instances.0"), item, inherited(path)}) {
        if (const auto found = places_.find(written); found != places_.end()) return place(found->second);
    }
    return "default";
}

std::string Origins::written(const std::string& path) const {
    for (const auto* places : {&places_, &keys_})
        if (const auto found = places->find(path); found != places->end()) return place(found->second);
    return "";
}

}  // namespace agent::config
