#include "config/report.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::config {

void Report::add(Problems& to, std::size_t& count, Place place, std::string key, std::string message) {
    if (++count > most) return;
    to.push_back({file_, place.line, place.column, std::move(key), std::move(message)});
}

void Report::known(const std::string& map, std::span<const std::string_view> keys) {
    known_keys_[map].insert(keys.begin(), keys.end());
}

Problems Report::sorted(Problems from, std::size_t count) const {
    std::ranges::stable_sort(from, {}, [](const Problem& problem) { return std::pair(problem.line, problem.column); });
    if (count > most) from.push_back({file_, 0, 0, "", fmt::format("and {} more", count - most)});
    return from;
}

}  // namespace agent::config
