// LwM2M JSON from a server.
#include "content_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    agent::lwm2m::codec::round_trip_content(agent::coap::ContentFormat::lwm2m_json, {data, size});
    return 0;
}
