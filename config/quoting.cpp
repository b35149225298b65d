#include "config/quoting.hpp"

#include <fmt/format.h>

#include "lwm2m/model/utf8.hpp"

namespace agent::config {
namespace {

/// At most `most` bytes, and no character of several bytes cut in two.
std::string_view beginning(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    const auto continues = [&] { return (static_cast<unsigned char>(text[most]) & 0xc0u) == 0x80u; };
    while (most > 0 && continues()) --most;
    return text.substr(0, most);
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
    const auto part = beginning(text, most);
    const bool is_text = !lwm2m::first_non_utf8(part);
    std::string shown;
    for (const char letter : part) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool shows = byte >= 0x20 && byte != 0x7f && (byte < 0x80 || is_text);
        shown += shows ? std::string(1, letter) : fmt::format("\\x{:02x}", byte);
    }
    return part.size() == text.size() ? shown : shown + "...";
}

std::string quoted(std::string_view text) { return '"' + printable(text) + '"'; }

}  // namespace agent::config
