// Any datagram: refused, or read, shown as a URC, and written again to the same message.
#include <cstdlib>

#include "modem/emulator/coap_wire.hpp"
#include "modem/emulator/urc_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::modem::emulator;
    const auto message = decode({data, size});
    if (!message) return 0;
    for (const bool raw : {false, true}) {
        Switches switches;
        switches.opaque_raw = raw;
        switches.unlisted_formats_only_counted = raw;
        if (!urc_text(0, *message, switches).starts_with("+QCOAPURC: 0,")) std::abort();
    }
    const auto again = decode(encode(*message));
    if (!again || *again != *message) std::abort();
    return 0;
}
