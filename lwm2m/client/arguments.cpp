#include "lwm2m/client/arguments.hpp"

namespace agent::lwm2m {
namespace {

constexpr bool is_character(char c) { return c != '\'' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }

/// Takes one argument from the front; false when there is none.
bool take_argument(std::string_view& text) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return false;
    text.remove_prefix(1);
    if (!text.starts_with('=')) return true;
    text.remove_prefix(1);
    if (!text.starts_with('\'')) return false;
    text.remove_prefix(1);
    while (!text.empty() && is_character(text.front())) text.remove_prefix(1);
    if (!text.starts_with('\'')) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

bool are_arguments(std::string_view text) {
    if (text.empty()) return true;
    while (take_argument(text)) {
        if (text.empty()) return true;
        if (!text.starts_with(',')) return false;
        text.remove_prefix(1);
    }
    return false;
}

}  // namespace agent::lwm2m
