#include "config/report.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::config {

void Report::add(Problems& to, std::size_t& count, Place place, std::string key, std::string message) {
    if (++count > most) return;
    to.push_back({file_, place.line, place.column, std::move(key), std::move(message)});
}

Problems Report::sorted(Problems from, std::size_t count) const {
    std::ranges::stable_sort(from, {}, [](const Problem& problem) { return std::pair(problem.line, problem.column); });
    if (count > most) from.push_back({file_, 0, 0, "", fmt::format("and {} more", count - most)});
    return from;
}

}  // namespace agent::config
