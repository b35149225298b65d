// Rows of words in columns.
#pragma once

#include <string>
#include <vector>

namespace agent::daemon::agentctl {

class Table {
public:
    /// Columns that are right-aligned, because they hold numbers.
    explicit Table(std::vector<bool> right_aligned = {}) : right_aligned_(std::move(right_aligned)) {}

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.empty(); }
    /// Each line begins with `indent`; there are no blanks at its end.
    std::string text(const std::string& indent = "") const;

private:
    std::vector<bool> right_aligned_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace agent::daemon::agentctl
