#include <algorithm>
#include <charconv>

#include "lwm2m/model/registry_xml.hpp"

namespace agent::lwm2m {
namespace {

void skip_blanks(std::string_view& text) {
    const auto start = text.find_first_not_of(' ');
    text.remove_prefix(start == std::string_view::npos ? text.size() : start);
}

std::optional<double> take_number(std::string_view& text) {
    double number = 0;
    // "1..64": the first dot of two belongs to the separator, not to the number.
    const auto dots = text.find("..");
    const auto* end = text.data() + std::min(dots, text.size());
    const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    skip_blanks(text);
    return number;
}

bool take_separator(std::string_view& text) {
    for (const std::string_view separator : {"...", "..", "-"}) {
        if (!text.starts_with(separator)) continue;
        text.remove_prefix(separator.size());
        skip_blanks(text);
        return true;
    }
    return false;
}

bool counts_bytes(std::string_view text) { return text == "bytes" || text == "Bytes" || text == "byte"; }

}  // namespace

std::optional<Range> parse_range(DataType type, std::string_view text) {
    skip_blanks(text);
    const auto first = take_number(text);
    if (!first || !take_separator(text)) return std::nullopt;
    const auto second = take_number(text);
    if (!second) return std::nullopt;
    while (text.ends_with(' ')) text.remove_suffix(1);
    const bool of_bytes = type == DataType::string || type == DataType::opaque;
    const bool of_number =
        type == DataType::integer || type == DataType::unsigned_integer || type == DataType::floating;
    if (!(of_bytes && counts_bytes(text)) && !(of_number && text.empty())) return std::nullopt;
    return Range{std::min(*first, *second), std::max(*first, *second)};
}

}  // namespace agent::lwm2m
