// One LwM2M server the agent registers with: its Security and Server object instances as settings
// (LwM2M Core 1.1 Appendix E.1, E.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::lwm2m {

using ServerIndex = std::uint8_t;  // 0..3: place in the configuration, and the module's CoAP client id

/// coap://host[:port][/path][?query] or coaps://...; path and query go before the agent's own (/0/x/0).
struct ServerUri {
    bool secure = false;
    std::string host;  // a name, an IPv4 address or an IPv6 address without brackets
    std::uint16_t port = 5683;
    std::vector<std::string> path;
    std::vector<std::string> query;

    /// nullopt and a reason in `why` when it is no such URI.
    static std::optional<ServerUri> parse(std::string_view text, std::string& why);
    std::string text() const;
};

struct Psk {
    std::string identity;  // 0..152 bytes (QCOAP note 2.3.1)
    Bytes key;             // 0..128 bytes; never logged
};

/// LwM2M Core 1.1 §6.2.1.2: how long to wait between attempts to register. Back-off doubles from `first` to `most`.
struct RetrySettings {
    Duration first = 60s;        // /1/x/18 x 2^(n-1)
    Duration most = 1h;          // ceiling of one wait, and /1/x/19 between sequences
    std::uint32_t attempts = 5;  // of a sequence, /1/x/17; 0: one endless sequence
    double jitter = 0.25;        // each wait is multiplied by 1..1+jitter
};

struct ServerAccount {
    Id instance = 0;  // of objects 0 and 1
    std::uint16_t short_id = 1;
    ServerUri uri;
    std::optional<Psk> psk;
    std::uint32_t lifetime_s = 86400;  // 0: infinite
    std::string binding = "U";         // "U" or "UQ"
    Version version{1, 1};             // of the enabler; lowered on 4.12 when allowed
    std::uint32_t default_pmin_s = 0;
    std::optional<std::uint32_t> default_pmax_s;
    bool store_notifications = true;  // /1/x/6
    RetrySettings retry;
};

}  // namespace agent::lwm2m
