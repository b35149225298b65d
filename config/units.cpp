#include "config/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "config/quoting.hpp"

namespace agent::config {
namespace {

using Unit = std::pair<std::string_view, double>;
constexpr std::array<Unit, 5> durations{{{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 5> sizes{{{"MiB", 1024 * 1024}, {"KiB", 1024}, {"MB", 1'000'000}, {"kB", 1000}, {"B", 1}}};
constexpr double longest_ms = 100.0 * 365 * 86'400'000;  // a hundred years fit in a Duration
constexpr double largest_bytes = 1024.0 * 1024 * 1024;

/// The number `text` begins with, taken off it. Digits with decimals; no sign, no exponent.
std::optional<double> take_number(std::string_view& text) {
    double number = 0;
    const auto end = text.data() + std::min(text.find_first_not_of("0123456789."), text.size());
    const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{} || rest != end) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::string_view take_word(std::string_view& text) {
    const auto word = text.substr(0, std::min(text.find_first_of("0123456789. "), text.size()));
    text.remove_prefix(word.size());
    return word;
}

template<std::size_t N>
std::optional<double> factor(const std::array<Unit, N>& units, std::string_view word) {
    for (const auto& [name, value] : units) {
        if (name == word) return value;
    }
    return std::nullopt;
}

template<std::size_t N>
std::string exact_text(const std::array<Unit, N>& units, std::uint64_t amount) {
    for (const auto& [name, value] : units) {
        const auto unit = static_cast<std::uint64_t>(value);
        if (amount != 0 && amount % unit == 0) return fmt::format("{}{}", amount / unit, name);
    }
    return "";
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text, std::string& why) {
    const auto whole = text;
    double milliseconds = 0;
    do {
        const auto number = take_number(text);
        const auto word = take_word(text);
        const auto unit = factor(durations, word);
        if (!number) {
            why = fmt::format("{} is not a duration: write 500ms, 10s, 5min, 1h or 2d", quoted(whole));
        } else if (word.empty()) {
            why = fmt::format("{0} has no unit: write {0}s, or {0} with ms, min, h or d", printable(whole));
        } else if (!unit) {
            why = fmt::format("{} is no unit of time{}: ms, s, min, h or d", quoted(word),
                              word == "m" ? " (did you mean min?)" : "");
        }
        if (!number || !unit) return std::nullopt;
        milliseconds += *number * *unit;
    } while (!text.empty());
    if (milliseconds > longest_ms) {
        why = fmt::format("{} is longer than a hundred years", quoted(whole));
        return std::nullopt;
    }
    return std::chrono::duration_cast<Duration>(std::chrono::milliseconds(std::llround(milliseconds)));
}

std::string duration_text(Duration duration) {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    return count <= 0 ? "0s" : exact_text(durations, static_cast<std::uint64_t>(count));
}

std::optional<std::size_t> parse_size(std::string_view text, std::string& why) {
    const auto whole = text;
    const auto number = take_number(text);
    const auto word = take_word(text);
    const auto unit = factor(sizes, word);
    const auto bytes = number && unit ? *number * *unit : 0.0;
    if (!number || (unit && !text.empty())) {
        why = fmt::format("{} is not a size: write 512B, 4KiB or 1MiB", quoted(whole));
    } else if (word.empty()) {
        why = fmt::format("{0} has no unit: write {0}B, or {0} with KiB or MiB", printable(whole));
    } else if (!unit) {
        const std::string_view meant = word == "K" || word == "k" || word == "KB" ? " (did you mean KiB?)"
                                       : word == "M"                              ? " (did you mean MiB?)"
                                                                                  : "";
        why = fmt::format("{} is no unit of size{}: B, KiB, MiB, kB or MB", quoted(word), meant);
    } else if (bytes > largest_bytes) {
        why = fmt::format("{} is larger than 1024MiB", quoted(whole));
    } else if (bytes != std::floor(bytes)) {
        why = fmt::format("{} is not a whole number of bytes", quoted(whole));
    } else {
        return static_cast<std::size_t>(bytes);
    }
    return std::nullopt;
}

std::string size_text(std::size_t bytes) { return bytes == 0 ? "0B" : exact_text(sizes, bytes); }

}  // namespace agent::config
