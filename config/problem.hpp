// What is wrong with a configuration, where, and how a person is told: one line each.
#pragma once

#include <string>
#include <vector>

namespace agent::config {

struct Problem {
    std::string file;
    int line = 0;     // from 1; 0: the file as a whole
    int column = 0;   // from 1
    std::string key;  // "objects[1].resources.9.file.path"; empty: the document
    std::string message;

    /// `agent.yaml:7:9: objects[1].id: 70000 is outside 0..65534`
    std::string text() const;
    friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;  // in the order of their places

}  // namespace agent::config
