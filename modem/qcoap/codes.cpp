#include "modem/qcoap/codes.hpp"

#include <algorithm>
#include <array>

namespace agent::modem::qcoap {

std::optional<coap::Code> from_decimal(unsigned value) {
    if (value / 100 > 7 || value % 100 > 31) return std::nullopt;
    return coap::Code::of(value / 100, value % 100);
}

bool is_in_note(coap::Code code) {
    constexpr std::array<unsigned short, 26> table{0,   1,   2,   3,   4,   201, 202, 203, 204, 205, 400, 401, 402,
                                                   403, 404, 405, 406, 412, 413, 415, 500, 501, 502, 503, 504, 505};
    return std::ranges::binary_search(table, to_decimal(code));
}

}  // namespace agent::modem::qcoap
