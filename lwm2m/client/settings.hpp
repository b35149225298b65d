// What a deployment decides about the LwM2M client; the configuration fills it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/base/time.hpp"
#include "lwm2m/client/attributes.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/coap/option.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

/// Attributes a path has for every server that did not write its own.
struct AttributeDefault {
    ObjectPath path;
    Attributes attributes;
};

/// A part of what a Send carries: what was read of one path.
struct SentObject {
    Id object = 0;
    codec::Content content;
};
using SendEncoder = std::function<Outcome<Bytes>(coap::ContentFormat format, std::span<const SentObject> objects)>;

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
    /// The transport can answer 2.31 Continue: payloads of requests may come in blocks (RFC 7959).
    bool accepts_continue = false;
    std::size_t most_upload_bytes = 64 * 1024;  // of payloads in blocks from one server, at a time; beyond them 4.13
    /// Of one server, while it can't be reached and /1/x/6 wants them; beyond them the oldest is dropped.
    std::size_t most_stored_notifications = 256;
    SendEncoder encode_send;                                            // nullptr: there is no Send
    coap::ContentFormat send_format = coap::ContentFormat::senml_cbor;  // or SenML JSON
    std::size_t most_sends = 16;                                        // waiting for one server
    /// Advertised as ct= of the root link when not empty. Some servers refuse more than one.
    std::vector<coap::ContentFormat> advertised_formats;
};

}  // namespace agent::lwm2m
