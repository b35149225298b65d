#include "config/report.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace agent::config {

void Report::add(Entries& to, std::size_t& count, Entry entry) {
    if (++count > most) return;
    to.push_back(std::move(entry));
}

void Report::known(const std::string& map, std::span<const std::string_view> keys) {
    known_keys_[map].insert(keys.begin(), keys.end());
}

std::string Report::given_twice(Place first, Place again) const {
    if (first.file == again.file) return fmt::format("given twice, first in line {}", first.line);
    return fmt::format("given twice, first in {}:{}", files_.at(first.file), first.line);
}

Problems Report::sorted(Entries from, std::size_t count) const {
    std::ranges::stable_sort(from, {}, [](const Entry& entry) {
        return std::tuple(entry.place.file, entry.place.line, entry.place.column);
    });
    Problems problems;
    for (auto& [place, key, message] : from) {
        problems.push_back({files_.at(place.file), place.line, place.column, std::move(key), std::move(message)});
    }
    if (count > most) problems.push_back({files_.front(), 0, 0, "", fmt::format("and {} more", count - most)});
    return problems;
}

}  // namespace agent::config
