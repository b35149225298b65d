#include "modem/module/address_literal.hpp"

#include <algorithm>

namespace agent::modem::module {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

bool is_octet(std::string_view text) {
    if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return false;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value <= 255;
}

/// How many of the eight groups `text` spells, without "::"; -1 when it is none. An IPv4 address counts as two.
int groups(std::string_view text) {
    if (text.empty()) return 0;
    for (int count = 0;;) {
        const auto colon = text.find(':');
        const auto group = text.substr(0, colon);
        if (colon == std::string_view::npos && is_ipv4(group)) return count + 2;
        if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex_digit)) return -1;
        ++count;
        if (colon == std::string_view::npos) return count;
        text.remove_prefix(colon + 1);
    }
}

}  // namespace

bool is_ipv4(std::string_view text) {
    for (int octets = 1;; ++octets) {
        const auto dot = text.find('.');
        if (!is_octet(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return octets == 4;
        text.remove_prefix(dot + 1);
    }
}

bool is_ipv6(std::string_view text) {
    const auto gap = text.find("::");
    if (gap == std::string_view::npos) return groups(text) == 8;
    const auto before = groups(text.substr(0, gap));
    const auto after = groups(text.substr(gap + 2));
    const bool address_in_front = text.substr(0, gap).find('.') != std::string_view::npos;
    return before >= 0 && after >= 0 && before + after <= 7 && !address_in_front;
}

}  // namespace agent::modem::module
