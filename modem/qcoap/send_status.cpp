#include "modem/qcoap/send_status.hpp"

namespace agent::modem::qcoap {

std::optional<SendStatus> send_status_from(unsigned value) {
    if (value > 5) return std::nullopt;
    return static_cast<SendStatus>(value);
}

std::string_view to_string(SendStatus status) {
    switch (status) {
        case SendStatus::not_sent:
            return "Not sent";
        case SendStatus::waiting:
            return "Sent, waiting for response from the CoAP server";
        case SendStatus::failed:
            return "Failed sending";
        case SendStatus::timed_out:
            return "Timeout";
        case SendStatus::delivered:
            return "Sent successfully";
        case SendStatus::reset:
            return "Get reset message";
    }
    return "Unknown";
}

}  // namespace agent::modem::qcoap
