// How packages come over the module beside what the client does there: which context is left, and whose key opens it.
#pragma once

#include <optional>

#include "config/firmware_settings.hpp"
#include "lwm2m/client/client.hpp"
#include "lwm2m/client/coap_fetch.hpp"

namespace agent::daemon {

/// With fewer than four servers the context of the fourth; otherwise that of the bootstrap server while nothing is to
/// be done with it. Nothing before there is a client. Keys are those of `settings`, then those of the servers. Both
/// arguments are referred to.
lwm2m::firmware::CoapFetchSettings package_road(const std::optional<lwm2m::Client>& client,
                                                const config::FirmwareSettings& settings);

}  // namespace agent::daemon
