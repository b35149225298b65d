// A server's CoAP request read as an LwM2M operation (LwM2M Core 1.1 §6.4.3, §6.4.4).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lwm2m/client/operation.hpp"
#include "lwm2m/coap/block.hpp"
#include "lwm2m/coap/message.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

/// Views into the message it was read from.
struct Request {
    Operation operation = Operation::unknown;
    ObjectPath path;
    std::optional<coap::ContentFormat> accept;
    std::optional<coap::ContentFormat> format;
    std::optional<coap::Block> block2;
    std::vector<std::string_view> query;
    BytesView payload;
};

/// 4.02 for an option that is critical and unknown or malformed, 4.04 for a path that is none of the data model's, 4.05
/// for a method without a meaning there, 4.12 or 5.05 for what this agent does not do. A payload in blocks has been put
/// together before.
Outcome<Request> read_request(const coap::Message& message);

}  // namespace agent::lwm2m
