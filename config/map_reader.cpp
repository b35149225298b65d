#include "config/map_reader.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "config/suggestion.hpp"

namespace agent::config {
namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A key that the configuration does not know, up to where it may be a secret without the blank before it, as in
/// `sim_pin:1234`, or without its own key.
std::string shown_key(std::string_view key) {
    constexpr std::size_t longest_word = 15;
    std::size_t word = 0;
    for (std::size_t at = 0; at < key.size(); ++at) {
        const char c = key[at];
        word = is_letter_or_digit(c) ? word + 1 : 0;
        if (word > longest_word) return std::string(key.substr(0, at + 1 - word)) + "...";
        if (word == 0 && c != '_' && c != '-' && c != '.') return std::string(key.substr(0, at)) + "...";
    }
    return std::string(key);
}

}  // namespace

MapReader::MapReader(View view, Contents contents) : view_(std::move(view)), contents_(contents) {
    if (!view_.expect(Node::Kind::map)) return;
    std::map<std::string_view, int> lines;
    for (const auto& [key, value] : view_.node().entries) {
        const auto [first, is_new] = lines.emplace(key.text, key.place.line);
        if (is_new) continue;
        const auto name = contents_ == Contents::secret ? view_.key() : view_.child(key, shown_key(key.text)).key();
        view_.report().problem(key.place, name, fmt::format("given twice, first in line {}", first->second));
    }
}

void MapReader::finish() const {
    view_.report().known(view_.key(), asked_);
    std::set<std::string_view> done(asked_.begin(), asked_.end());
    for (const auto& [key, value] : view_.node().entries) {
        if (!done.insert(key.text).second) continue;
        const auto hint = did_you_mean(key.text, asked_);
        if (contents_ == Contents::secret && hint.empty()) {
            view_.report().problem(key.place, view_.key(),
                                   fmt::format("holds a key that is none of {}", fmt::join(asked_, ", ")));
        } else {
            view_.child(key, shown_key(key.text)).problem("unknown key" + hint);
        }
    }
}

std::optional<View> MapReader::find(std::string_view key) {
    if (std::ranges::find(asked_, key) == asked_.end()) asked_.push_back(key);
    for (const auto& entry : view_.node().entries) {
        if (entry.key.text == key) return view_.child(entry.value, key);
    }
    return std::nullopt;
}

std::optional<View> MapReader::require(std::string_view key, std::string_view hint) {
    auto found = find(key);
    if (!found && view_.is_map()) {
        view_.child(view_.node(), key).problem(fmt::format("is missing{}{}", hint.empty() ? "" : ": ", hint));
    }
    return found;
}

View MapReader::at_key(std::string_view key) const {
    for (const auto& entry : view_.node().entries) {
        if (entry.key.text == key) return view_.child(entry.key, key);
    }
    return view_;
}

std::vector<std::string_view> MapReader::present(std::initializer_list<std::string_view> keys) {
    std::vector<std::string_view> there;
    std::ranges::copy_if(keys, std::back_inserter(there), [&](std::string_view key) { return find(key).has_value(); });
    return there;
}

std::optional<std::string> MapReader::text(std::string_view key) {
    const auto value = find(key);
    return value ? value->text() : std::nullopt;
}
std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto value = find(key);
    return value ? value->integer(least, most) : std::nullopt;
}
std::optional<double> MapReader::number(std::string_view key) {
    const auto value = find(key);
    return value ? value->number() : std::nullopt;
}
std::optional<bool> MapReader::boolean(std::string_view key) {
    const auto value = find(key);
    return value ? value->boolean() : std::nullopt;
}
std::optional<Duration> MapReader::duration(std::string_view key, Duration least, Duration most) {
    const auto value = find(key);
    return value ? value->duration(least, most) : std::nullopt;
}
std::optional<std::uint32_t> MapReader::whole_seconds(std::string_view key) {
    const auto value = find(key);
    return value ? value->whole_seconds() : std::nullopt;
}
std::optional<std::size_t> MapReader::size(std::string_view key, std::size_t least, std::size_t most) {
    const auto value = find(key);
    return value ? value->size(least, most) : std::nullopt;
}
std::optional<std::size_t> MapReader::choice(std::string_view key, std::initializer_list<std::string_view> words) {
    const auto value = find(key);
    return value ? value->choice(words) : std::nullopt;
}

}  // namespace agent::config
