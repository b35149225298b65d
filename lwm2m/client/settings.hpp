// What a deployment decides about the LwM2M client; the configuration fills it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

/// Attributes a path has for every server that did not write its own.
struct AttributeDefault {
    ObjectPath path;
    Attributes attributes;
};

struct ClientSettings {
    std::string endpoint;
    std::vector<ServerAccount> servers;     // at most four; their place is their ServerIndex
    std::vector<AttributeDefault> observe;  // deeper paths win
    /// A request that takes longer gets an empty acknowledgement and a separate response (RFC 7252 §5.2.2).
    Duration slow_handler = 1500ms;
    /// One notification in this time at least is confirmable (RFC 7641 §4.5).
    Duration confirmable_every = 24h - 93s;
    Duration stop_within = 5s;               // for the de-registrations of stop()
    Duration handler_limit = 120s;           // a handler that takes longer has failed
    std::size_t most_requests = 256;         // of one server, being served at once; beyond them 5.03
    std::size_t most_observations = 10'000;  // of one server; beyond them an Observe is answered as a Read
    /// Answers a request without an Accept wherever it can carry what is asked for. By default and elsewhere one value
    /// is plain text (an opaque one its octets), and several are TLV for LwM2M 1.0 and SenML CBOR from 1.1 on.
    std::optional<coap::ContentFormat> default_format;
    /// Advertised as ct= of the root link when not empty. Some servers refuse more than one.
    std::vector<coap::ContentFormat> advertised_formats;
};

}  // namespace agent::lwm2m
