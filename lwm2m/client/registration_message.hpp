// The messages of the registration interface and the Bootstrap-Request (LwM2M Core 1.1 §6.1.7.1, §6.2, §6.4.3): type,
// message id and token are for whoever sends them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/client/registration.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::lwm2m {

coap::Message register_message(const ServerUri& uri, std::string_view endpoint, Version version, const Offer& offer);
/// What the answer to it says, a segment each; empty when there is none that can be used. The path of the Register
/// itself is none, since an Update there would be another Register: of a damaged line, the end was lost.
std::vector<std::string> location_of(const coap::Message& answer, const ServerUri& uri);
coap::Message update_message(const std::vector<std::string>& location, const registration::SendUpdate& changes,
                             const Offer& offer);
coap::Message deregister_message(const std::vector<std::string>& location);
coap::Message bootstrap_message(const ServerUri& uri, std::string_view endpoint, Version version);

}  // namespace agent::lwm2m
