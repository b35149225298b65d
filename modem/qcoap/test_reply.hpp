// The one line that a test command (AT+<cmd>=?) prints: ranges and names of its parameters, QCOAP note 2.1.2.
#pragma once

#include <string_view>
#include <vector>

#include "modem/at/command.hpp"
#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"

namespace agent::modem::qcoap {

inline bool is_range(std::string_view line) { return line.find('(') != std::string_view::npos; }

inline Result<std::vector<at::Supported>> parse_test_reply(const at::Reply& reply) {
    if (reply.lines.empty()) return at::Error::malformed_reply;
    auto parameters = at::parse_supported(reply.lines.front());
    if (!parameters) return at::Error::malformed_reply;
    return std::move(*parameters);
}

}  // namespace agent::modem::qcoap
