// A Package URI as a server writes it: judged, never read past its end; what is taken for CoAP can be taken apart.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/client/firmware_machine.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::lwm2m::firmware;
    constexpr std::array all{Protocol::coap, Protocol::coaps, Protocol::http, Protocol::https};
    const auto uri = agent::as_text({data, size});
    const auto verdict = check_uri(uri, all);
    const bool known = verdict == UpdateResult::initial || verdict == UpdateResult::invalid_uri ||
                       verdict == UpdateResult::unsupported_protocol;
    if (!known || (verdict == UpdateResult::initial && uri.find(':') == std::string_view::npos)) std::abort();
    return 0;
}
