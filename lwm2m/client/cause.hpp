// Whose failure a broken connection is: the server's, or our own device's (module, port, coverage).
#pragma once

#include <cstdint>

namespace agent::lwm2m {

enum class Cause : std::uint8_t { server, device };

}  // namespace agent::lwm2m
