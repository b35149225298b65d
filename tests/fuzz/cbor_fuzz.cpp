// One value in CBOR from a server.
#include "content_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    agent::lwm2m::codec::round_trip_content(agent::coap::ContentFormat::cbor, {data, size});
    return 0;
}
