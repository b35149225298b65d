#include "modem/emulator/note_tables.hpp"

#include <algorithm>
#include <array>

namespace agent::modem::emulator {

std::optional<LengthRange> option_length(coap::OptionNumber number) {
    using enum coap::OptionNumber;
    switch (number) {
        case if_match:
            return LengthRange{0, 8};
        case etag:
            return LengthRange{1, 8};
        case if_none_match:
            return LengthRange{0, 0};
        case uri_host:
        case content_format:
        case accept:
        case proxy_uri:
            return LengthRange{1, most_option_value};
        case observe:
        case location_path:
        case uri_path:
        case max_age:
        case uri_query:
        case location_query:
        case block2:
        case block1:
        case size2:
            return LengthRange{0, most_option_value};
        default:
            return std::nullopt;
    }
}

bool is_listed_format(std::uint32_t format) {
    constexpr std::array listed = {0U, 40U, 41U, 42U, 47U, 50U};
    return std::ranges::find(listed, format) != listed.end();
}

bool is_listed_code(unsigned number) {
    constexpr std::array listed = {0U,   1U,   2U,   3U,   4U,   201U, 202U, 203U, 204U, 205U, 400U, 401U, 402U,
                                   403U, 404U, 405U, 406U, 412U, 413U, 415U, 500U, 501U, 502U, 503U, 504U, 505U};
    return std::ranges::find(listed, number) != listed.end();
}

std::optional<coap::Code> code_from_note(unsigned number) {
    const auto code_class = number / 100;
    const auto detail = number % 100;
    if (code_class > 7 || code_class == 1 || detail > 31) return std::nullopt;
    return coap::Code::of(code_class, detail);
}

}  // namespace agent::modem::emulator
