// How the transmission of a confirmable message ended (RFC 7252 §4.2).
#pragma once

#include <cstdint>

namespace agent::lwm2m {

enum class Delivery : std::uint8_t {
    delivered,  // acknowledged
    timed_out,  // every retransmission went unanswered
    reset,      // the server answered Reset
    failed,     // it could not be sent
};

}  // namespace agent::lwm2m
