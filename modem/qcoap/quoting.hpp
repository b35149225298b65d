// What can stand between the quotes of an AT parameter.
#pragma once

#include <algorithm>
#include <string_view>

namespace agent::modem::qcoap {

/// No quote and no control character: CR would end the command, Ctrl-Z and ESC the data, and the note has no escape.
inline bool is_quotable(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F || byte == '"';
    });
}

}  // namespace agent::modem::qcoap
