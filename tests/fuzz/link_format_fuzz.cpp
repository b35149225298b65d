// Link format from outside: read or refused, never read past its end.
#include <cstdint>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/codec/link_format.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)agent::lwm2m::codec::parse_links(agent::as_text({data, size}));
    return 0;
}
