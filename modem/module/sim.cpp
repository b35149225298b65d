#include "modem/module/sim.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modem/module/reply_fields.hpp"

namespace agent::modem::module::sim {

at::Command query() { return at::Command("+CPIN?").answered_by("+CPIN:").answered_once().within(5s); }

Result<Lock> parse(const at::Reply& reply) {
    const auto text = fields_of(reply).text().value_or("");
    if (text.empty()) return at::Error::malformed_reply;
    if (text == "READY") return Lock::ready;
    if (text == "SIM PIN") return Lock::pin;
    if (text == "SIM PUK") return Lock::puk;
    return text == "NOT READY" ? Lock::not_ready : Lock::other;
}

Result<at::Command> enter_pin(std::string_view pin) {
    const bool digits = std::ranges::all_of(pin, [](char c) { return c >= '0' && c <= '9'; });
    if (pin.size() < 4 || pin.size() > 8 || !digits) return at::Error::malformed_command;
    std::string text = "+CPIN=";
    const auto secret = text.size();
    return at::Command(text.append("\"").append(pin).append("\"")).within(5s).secret_from(secret);
}

std::string_view to_string(Lock lock) {
    switch (lock) {
        case Lock::ready:
            return "READY";
        case Lock::pin:
            return "SIM PIN";
        case Lock::puk:
            return "SIM PUK";
        case Lock::not_ready:
            return "NOT READY";
        case Lock::other:
            return "locked";
    }
    return "unknown";
}

}  // namespace agent::modem::module::sim
