#include "daemon/agentctl/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::daemon::agentctl {

std::string Table::text(const std::string& indent) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    }
    std::string text;
    for (const auto& row : rows_) {
        auto line = indent;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const bool right = column < right_aligned_.size() && right_aligned_[column];
            if (column > 0) line += "  ";
            line += right ? fmt::format("{:>{}}", row[column], widths[column])
                          : fmt::format("{:<{}}", row[column], widths[column]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

}  // namespace agent::daemon::agentctl
