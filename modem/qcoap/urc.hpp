// +QCOAPURC -> coap::Message (QCOAP note 3): a tolerant reader of what the module prints.
#pragma once

#include <string_view>

#include "lwm2m/base/result.hpp"
#include "lwm2m/coap/message.hpp"
#include "modem/qcoap/client_id.hpp"

namespace agent::modem::qcoap {

struct Received {
    ClientId client;
    coap::Message message;
    // The module counted them and did not print them: outside its tables, so unknown. A Content-Format among them is
    // coap::unprinted_format in the message.
    unsigned options_missing = 0;
};

/// `urc` is a whole one, as the framer delimits it. ETag and If-Match are hexadecimal, or bytes as they are when
/// `raw_opaque` is set or they are not hexadecimal. Error::malformed_urc when it cannot be understood.
Result<Received> parse_urc(std::string_view urc, bool raw_opaque = false);

}  // namespace agent::modem::qcoap
