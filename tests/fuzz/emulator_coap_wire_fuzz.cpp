// Any datagram: refused, or read, shown as a URC, and written again to the same message.
#include <cstdlib>

#include "lwm2m/coap/wire.hpp"
#include "modem/emulator/urc_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::modem::emulator;
    namespace coap = agent::coap;
    const auto message = coap::decode({data, size});
    if (!message) return 0;
    for (const bool raw : {false, true}) {
        Switches switches;
        switches.opaque_raw = raw;
        switches.unlisted_formats_only_counted = raw;
        if (!urc_text(0, *message, switches).starts_with("+QCOAPURC: 0,")) std::abort();
    }
    const auto again = coap::decode(coap::encode(*message));
    if (!again || *again != *message) std::abort();
    return 0;
}
