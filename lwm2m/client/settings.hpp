// What a deployment decides about the LwM2M client; the configuration fills it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
    friend bool operator==(const AttributeDefault&, const AttributeDefault&) = default;
};

namespace access {                       // bits of /2/x/2
inline constexpr std::uint8_t read = 1;  // Observe and Write-Attributes, too
inline constexpr std::uint8_t write = 2;
inline constexpr std::uint8_t execute = 4;
inline constexpr std::uint8_t remove = 8;
inline constexpr std::uint8_t create = 16;
inline constexpr std::uint8_t all = 31;
}  // namespace access

/// Whose the instances of an object are that were there from the beginning, and what others may do with them, for as
/// long as nobody has written otherwise. Of any other object: the server with the lowest short id, and nothing.
struct ObjectAccess {
    Id object = 0;
    std::optional<std::uint16_t> owner;            // short id; it may create instances, too
    std::map<std::uint16_t, std::uint8_t> rights;  // of short ids; 0: of everybody else
    friend bool operator==(const ObjectAccess&, const ObjectAccess&) = default;
};

struct BootstrapTiming {
    Duration most = 1h;       // ceiling of the wait between attempts, which doubles from /0/x/11
    Duration silence = 247s;  // of the bootstrap server, after which a session is given up (EXCHANGE_LIFETIME)
    friend bool operator==(const BootstrapTiming&, const BootstrapTiming&) = default;
};

/// What the device sends of its own accord (LwM2M Core 1.1 §6.4.6).
struct SendRule {
    std::vector<ObjectPath> paths;       // sent together
    bool on_change = false;              // when one of them may have a new value
    Duration pmin{};                     // between two that changes cause, at least
    std::optional<Duration> every;       // besides, this often
    std::vector<std::uint16_t> servers;  // short ids; none: all
    friend bool operator==(const SendRule&, const SendRule&) = default;
};

/// Of notifications while a server can't be reached, where /1/x/6 wants them kept.
struct StoringSettings {
    // Of one server; beyond them the oldest is dropped.
    std::size_t most = 1000;
    std::size_t most_bytes = 256 * 1024;
    /// Flash wears out: what was stored in this time at most is lost with the power.
    Duration write_every = 10s;
    friend bool operator==(const StoringSettings&, const StoringSettings&) = default;
};

struct ClientSettings {
    std::string endpoint;
    /// The configured accounts, for as long as no bootstrap has replaced them: at most four, and that of a bootstrap
    /// server. One of the two at least. Instances of objects 0 and 1 are each account's own.
    std::vector<ServerAccount> servers;
    std::optional<ServerAccount> bootstrap;
    RetrySettings retry;  // of accounts that a bootstrap makes, where it says nothing else
    /// Seconds since 1970, for /1/x/12; empty: nobody knows.
    std::function<std::int64_t()> clock;
    BootstrapTiming bootstrap_timing;
    std::vector<ObjectAccess> access;
    std::vector<AttributeDefault> observe;  // deeper paths win
    std::vector<SendRule> send;
    /// A request that takes longer gets an empty acknowledgement and a separate response (RFC 7252 §5.2.2).
    Duration slow_handler = 1500ms;
    /// One notification in this time at least is confirmable (RFC 7641 §4.5).
    Duration confirmable_every = 24h - 93s;
    /// Queue mode: the device can be reached for so long after a message (LwM2M Core 1.1 §6.5).
    Duration awake_time = 93s;
    /// Queue mode: what changes while the device can't be reached waits until it sends for another reason, pmax at the
    /// latest.
    bool hold_notifications = false;
    bool deregister = true;                  // when it stops; false: a restart goes on where it ended
    Duration stop_within = 5s;               // for the de-registrations of stop()
    Duration handler_limit = 120s;           // a handler that takes longer has failed
    std::size_t most_requests = 256;         // of one server, being served at once; beyond them 5.03
    std::size_t most_observations = 10'000;  // of one server; beyond them an Observe is answered as a Read
    /// Answers a request without an Accept wherever it can carry what is asked for. By default and elsewhere one value
    /// is plain text (an opaque one its octets), and several are TLV for LwM2M 1.0 and SenML CBOR from 1.1 on.
    std::optional<coap::ContentFormat> default_format;
    /// The transport can answer 2.31 Continue: payloads of requests may come in blocks (RFC 7959).
    bool accepts_continue = false;
    std::size_t most_upload_bytes = 64 * 1024;  // of payloads in blocks from one server, at a time; beyond them 4.13
    StoringSettings storing;
    coap::ContentFormat send_format = coap::ContentFormat::senml_cbor;  // or SenML JSON
    std::size_t most_sends = 16;                                        // waiting for one server
    /// Advertised as ct= of the root link when not empty. Some servers refuse more than one.
    std::vector<coap::ContentFormat> advertised_formats;
};

}  // namespace agent::lwm2m
