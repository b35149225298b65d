// Documents beside the exact lines that are said of them.
#pragma once

#include <string_view>
#include <vector>

namespace agent::config {

inline constexpr std::string_view whole = "";  // as key: the text is all of the document

struct ProblemRow {
    std::string_view name;
    std::string_view key;  // the section of a correct document that the text replaces
    std::string_view text;
    std::vector<std::string_view> problems;  // without the file's name and its colon
};

void expect_problems(const std::vector<ProblemRow>& rows);

}  // namespace agent::config
