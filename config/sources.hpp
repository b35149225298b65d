// The files that a configuration is made of: the one that was named, then what is dropped into the folders beside it.
//
// Of /etc/lwm2m-agent/NAME.yaml these are conf.d/*.yaml, for every agent that is configured there, and then
// NAME.d/*.yaml, each in the order of their names; what comes later wins.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/environment.hpp"
#include "config/problem.hpp"
#include "config/yaml_document.hpp"

namespace agent::config {

struct Source {
    std::string name;              // as problems have it
    std::optional<unsigned> mode;  // permission bits; absent: it is no file
};

inline constexpr std::size_t most_drop_ins = 64;

struct Gathered {
    std::vector<Source> sources;  // the first is the file that was named
    std::vector<Node> documents;  // of each source one, when there are no problems
    Problems problems;            // of files that can't be read or are not YAML, of each the first
    Problems warnings;
};

Gathered gather(const std::string& path, const Environment& environment);
/// Of text that is here already, and nothing beside it.
Gathered gather_text(std::string_view text, const std::string& name);

/// "" or with its slash.
std::string folder_of(const std::string& path);

}  // namespace agent::config
