#include "modem/at/shown_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::modem::at {
namespace {

constexpr std::size_t longest_word = 15;  // a key has 16 digits at least

/// Of the letters that hexadecimal and base64 are made of.
bool is_data(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' ||
           c == '=';
}

bool has_long_word(std::string_view line) {
    std::size_t length = 0;
    return std::ranges::any_of(line, [&](char c) {
        length = is_data(c) ? length + 1 : 0;
        return length > longest_word;
    });
}

}  // namespace

bool is_result(std::string_view line) { return line == "OK" || line == "ERROR" || line.starts_with("+CME ERROR"); }

std::string shown_line(std::string_view line, const Command* in_flight) {
    if (is_result(line)) return std::string(line);
    const bool is_asked = in_flight != nullptr && (in_flight->owns(line) || line == in_flight->shown());
    const bool is_echo = line.starts_with("AT") && line != "AT";
    const bool is_open = is_asked || !(is_echo || has_long_word(line));
    return is_open ? std::string(line) : fmt::format("<{} bytes>", line.size());
}

}  // namespace agent::modem::at
