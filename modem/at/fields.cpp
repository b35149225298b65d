#include "modem/at/fields.hpp"

#include <algorithm>
#include <charconv>

namespace agent::modem::at {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Where the quoted field that starts at text[0] ends: the quote before a comma or the end.
std::size_t closing_quote(std::string_view text) {
    for (auto at = text.find('"', 1); at != std::string_view::npos; at = text.find('"', at + 1)) {
        const auto after = text.find_first_not_of(' ', at + 1);
        if (after == std::string_view::npos || text[after] == ',') return at;
    }
    return std::string_view::npos;
}

std::string_view after_name(std::string_view line) {
    if (!line.starts_with('+')) return line;
    const auto colon = line.find(':');
    return colon == std::string_view::npos ? line : line.substr(colon + 1);
}

}  // namespace

Fields Fields::of_line(std::string_view line) { return Fields(after_name(line)); }

bool Fields::next_is_quoted() const {
    const auto first = rest_.find_first_not_of(' ');
    return !ended_ && first != std::string_view::npos && rest_[first] == '"';
}

std::optional<std::string_view> Fields::text() {
    if (ended_) return std::nullopt;
    if (next_is_quoted()) {
        rest_.remove_prefix(rest_.find('"'));
        if (const auto end = closing_quote(rest_); end != std::string_view::npos) {
            const auto field = rest_.substr(1, end - 1);
            const auto comma = rest_.find(',', end);
            ended_ = comma == std::string_view::npos;
            rest_ = ended_ ? std::string_view{} : rest_.substr(comma + 1);
            return field;
        }
    }
    const auto comma = rest_.find(',');
    const auto field = trim(rest_.substr(0, comma));
    ended_ = comma == std::string_view::npos;
    rest_ = ended_ ? std::string_view{} : rest_.substr(comma + 1);
    return field;
}

std::optional<std::int64_t> Fields::integer() {
    const auto field = text();
    return field ? parse_integer(*field) : std::nullopt;
}

std::optional<unsigned> Fields::number(unsigned least, unsigned most) {
    const auto value = integer();
    if (!value || *value < least || *value > most) return std::nullopt;
    return static_cast<unsigned>(*value);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return value;
}

bool Supported::contains(std::int64_t value) const {
    return std::ranges::any_of(ranges, [&](const Range& range) { return range.first <= value && value <= range.last; });
}

namespace {

std::optional<Supported> parse_ranges(std::string_view list) {
    Supported supported;
    Fields fields(list);
    while (const auto field = fields.text()) {
        const auto dash = field->find('-', 1);
        const auto first = parse_integer(trim(field->substr(0, dash)));
        const auto last = dash == std::string_view::npos ? first : parse_integer(trim(field->substr(dash + 1)));
        if (!first || !last) return std::nullopt;
        supported.ranges.push_back({*first, *last});
    }
    return supported;
}

}  // namespace

std::optional<std::vector<Supported>> parse_supported(std::string_view line) {
    std::vector<Supported> parameters;
    auto rest = trim(after_name(line));
    while (!rest.empty()) {
        std::size_t end;
        if (rest.front() == '(') {
            const auto close = rest.find(')');
            if (close == std::string_view::npos) return std::nullopt;
            auto ranges = parse_ranges(rest.substr(1, close - 1));
            if (!ranges) return std::nullopt;
            parameters.push_back(std::move(*ranges));
            end = rest.find(',', close);
        } else {
            end = rest.find(',');
            parameters.push_back({{}, trim(rest.substr(0, end))});
        }
        rest = end == std::string_view::npos ? std::string_view{} : trim(rest.substr(end + 1));
    }
    return parameters;
}

}  // namespace agent::modem::at
