// The SIM's lock: AT+CPIN (3GPP TS 27.007 §8.3).
#pragma once

#include <string_view>

#include "modem/at/command.hpp"

namespace agent::modem::module::sim {

enum class Lock : std::uint8_t {
    ready,
    pin,        // SIM PIN
    puk,        // SIM PUK: too many wrong PINs
    not_ready,  // still being read
    other,      // a lock this agent has no key for
};

at::Command query();
/// `+CPIN: READY`; the URC looks the same.
Result<Lock> parse(const at::Reply& reply);
/// `pin` is secret. Error::malformed_command unless it is 4 to 8 digits.
Result<at::Command> enter_pin(std::string_view pin);
std::string_view to_string(Lock lock);

}  // namespace agent::modem::module::sim
