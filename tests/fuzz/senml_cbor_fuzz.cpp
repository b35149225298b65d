// SenML CBOR from a server, to a path and as a pack of its own.
#include "content_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::lwm2m::codec;
    constexpr auto format = agent::coap::ContentFormat::senml_cbor;
    round_trip_content(format, {data, size});
    if (size > 0) round_trip_records(format, {data + 1, size - 1});
    return 0;
}
