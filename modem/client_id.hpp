// The identifier of one of the module's CoAP contexts, as the facade's users name it.
#pragma once

#include "modem/qcoap/client_id.hpp"

namespace agent::modem {

using qcoap::ClientId;

}  // namespace agent::modem
