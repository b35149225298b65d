// The fate of a confirmable message: <status> of AT+QCOAPSEND, QCOAP note 2.3.6.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace agent::modem::qcoap {

enum class SendStatus : std::uint8_t {
    not_sent = 0,
    waiting = 1,
    failed = 2,
    timed_out = 3,
    delivered = 4,
    reset = 5,
};

std::optional<SendStatus> send_status_from(unsigned value);
/// The note's wording.
std::string_view to_string(SendStatus status);
/// Nothing more will be heard of the message.
constexpr bool is_final(SendStatus status) { return status != SendStatus::not_sent && status != SendStatus::waiting; }

}  // namespace agent::modem::qcoap
