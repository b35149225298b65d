// +QCOAPURC on any bytes: what the scanner calls whole can be read or is refused, and never reaches past the text.
#include <cstdlib>
#include <string>

#include "modem/qcoap/message_encoder.hpp"
#include "modem/qcoap/urc.hpp"
#include "modem/qcoap/urc_scanner.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::modem;
    const auto text = std::string(qcoap::urc_prefix).append(reinterpret_cast<const char*>(data), size);
    const auto extent = qcoap::measure_urc(text, false);
    if (extent.kind != at::Extent::Kind::need_more && extent.size > text.size()) std::abort();
    if (qcoap::measure_urc(text, true).kind == at::Extent::Kind::need_more) std::abort();
    const auto received = qcoap::parse_urc(std::string_view(text).substr(0, extent.size));
    if (received && extent.kind == at::Extent::Kind::complete) {
        (void)qcoap::encode(received->client, received->message, {.extended_codes = true});
        (void)received->message.summary();
    }
    return 0;
}
