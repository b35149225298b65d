#include "config/suggestion.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace agent::config {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
std::size_t distance(std::string_view left, std::string_view right) {
    std::array<std::vector<std::size_t>, 3> rows;
    for (auto& row : rows) row.resize(right.size() + 1);
    std::iota(rows[1].begin(), rows[1].end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        auto& row = rows[2];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t differs = left[i - 1] == right[j - 1] ? 0 : 1;
            row[j] = std::min({rows[1][j] + 1, row[j - 1] + 1, rows[1][j - 1] + differs});
            const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (swapped) row[j] = std::min(row[j], rows[0][j - 2] + 1);
        }
        std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    }
    return rows[1][right.size()];
}

}  // namespace

std::string nearest(std::string_view written, std::span<const std::string_view> known) {
    constexpr std::size_t longest = 64;
    std::string best;
    if (written.empty() || written.size() > longest) return best;
    auto best_distance = std::max<std::size_t>(1, written.size() / 3) + 1;
    for (const auto word : known) {
        const auto here = distance(written, word);
        // a word of one or two letters is not recognisable with one of them wrong
        if (here >= best_distance || here >= word.size()) continue;
        best_distance = here;
        best = word;
    }
    return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> known) {
    const auto word = nearest(written, known);
    return word.empty() ? "" : " (did you mean " + word + "?)";
}

}  // namespace agent::config
