// One server the agent has an account with: its Security and, but for a bootstrap server, Server object instance as
// settings (LwM2M Core 1.1 Appendix E.1, E.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

using ServerIndex = std::uint8_t;  // 0..3: place among the accounts, and the module's CoAP client id
inline constexpr std::size_t most_servers = 4;
inline constexpr ServerIndex bootstrap_index = 4;

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
    friend bool operator==(const ServerUri&, const ServerUri&) = default;
};

struct Psk {
    std::string identity;  // 0..152 bytes (QCOAP note 2.3.1)
    Bytes key;             // 0..128 bytes; never logged
    friend bool operator==(const Psk&, const Psk&) = default;
};

/// LwM2M Core 1.1 §6.2.1.2: how long to wait between attempts to register.
struct RetrySettings {
    Duration first = 60s;           // /1/x/18 x 2^(n-1) after the n-th attempt of a sequence
    Duration most = 1h;             // ceiling of one wait
    std::uint32_t attempts = 5;     // of a sequence, /1/x/17; 0: one endless sequence
    std::optional<Duration> pause;  // between sequences, /1/x/19; absent: `most`
    std::uint32_t sequences = 1;    // failed ones after which the registration counts as failed, /1/x/20
    double jitter = 0.25;           // each wait is multiplied by 1..1+jitter
    friend bool operator==(const RetrySettings&, const RetrySettings&) = default;
};

struct ServerAccount {
    Id security_instance = 0;  // of object 0
    std::uint16_t short_id = 1;
    ServerUri uri;
    std::optional<Psk> psk;
    std::uint32_t hold_off_s = 0;         // /0/x/11, of a bootstrap server: before a Bootstrap-Request
    std::uint32_t account_timeout_s = 0;  // /0/x/12, of a bootstrap server; 0: never

    // What a bootstrap server has none of.
    Id instance = 0;                   // of object 1
    std::uint32_t lifetime_s = 86400;  // 0: infinite
    std::string binding = "U";         // "U" or "UQ"; a bootstrap may name other transports, too
    std::uint32_t default_pmin_s = 0;
    std::optional<std::uint32_t> default_pmax_s;
    std::uint32_t disable_timeout_s = 86400;  // /1/x/5
    bool store_notifications = true;          // /1/x/6
    std::optional<std::uint32_t> priority;    // /1/x/13: order of registrations, ascending; absent: at once
    std::uint32_t initial_delay_s = 0;        // /1/x/14: before the first Register
    bool block_on_failure = false;            // /1/x/15: those after it in the order wait until it has registered
    bool bootstrap_on_failure = true;         // /1/x/16
    bool mute_send = false;                   // /1/x/23
    std::optional<ObjectLink> apn_link;       // /1/x/10: of object 11, or the null link; told, not used
    std::optional<Time> last_bootstrapped;    // /1/x/12
    RetrySettings retry;

    Version version{1, 1};  // of the enabler; lowered on 4.12 when allowed

    bool queue_mode() const { return binding.find('Q') != std::string::npos; }
    friend bool operator==(const ServerAccount&, const ServerAccount&) = default;
};

}  // namespace agent::lwm2m
