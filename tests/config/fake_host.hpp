// A host with the files and variables that a test gives it, and documents to load there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace agent::config {

struct FakeHost {
    std::map<std::string, FileContent> files;
    std::map<std::string, std::string> variables;

    Environment environment() const;
    Loaded load_text(std::string_view text, Purpose purpose = Purpose::run) const;
};

std::vector<std::string> texts(const Problems& problems);

/// A correct document of four lines (version, modem, servers, objects), whose `key` line is replaced by `text`, or
/// followed by it when it is another key.
std::string document(std::string_view key, std::string_view text);

}  // namespace agent::config
