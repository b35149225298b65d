#include "daemon/agentctl/server_road.hpp"

#include <algorithm>

namespace agent::daemon::agentctl {
namespace {

struct Place {
    std::string_view mark;  // in the reason
    const char* found;
    const char* next;
    bool secure_alone = false;
};

constexpr std::string_view see_trace = "`lwm2m-agentctl trace` shows the talk";

/// The first one that fits counts.
constexpr Place places[] = {
    {"could not be resolved", "its name has no address", "is servers.uri spelt right? see DNS"},
    {"Host not found", "its name has no address", "is servers.uri spelt right? see DNS"},
    {"database lookup", "its name cannot be looked up", "neither the module nor the gateway can resolve it; see DNS"},
    {"DNS error", "its name has no address", "is servers.uri spelt right? see DNS"},
    {"not a PSK identity and key", "the module does not take the key or identity", "psk: identity and key of servers"},
    {"DTLS handshaking failure", "the DTLS handshake fails",
     "psk: are identity and key those that the server has for this device? does it offer TLS_PSK_WITH_AES_128_CCM_8?"},
    {"never told the result of opening", "nothing answers the DTLS handshake",
     "a wrong identity or key may show as silence; is the port one for coaps? does a firewall let UDP through?", true},
    {"never told the result of opening", "the module opens no context", "does the SIM's APN lead there? see network"},
    {"Socket connection failure", "the module has no way to its address",
     "does the SIM's APN lead there (modem.apn)? does a private network need its own?"},
    {"Network failure", "the module has no network for it", "see network and signal"},
    {"Register answered 4.00", "it refuses the Register as malformed",
     "does it know the endpoint, the LwM2M version (version: \"1.0\") and the binding?"},
    {"Register answered 4.01", "it does not accept this identity for the endpoint",
     "does the endpoint belong to the psk identity there?"},
    {"Register answered 4.03", "it refuses this endpoint", "is the endpoint provisioned there, under this name?"},
    {"Register answered 4.04", "it has no registration interface there",
     "is the path in servers.uri right, the port that of LwM2M?"},
    {"Register answered 4.12", "it does not speak this LwM2M version", "version: \"1.0\" in servers"},
    {"answered 5.", "it has trouble of its own", "its log says which; the agent tries again"},
    {"answered 4.", "it refuses the device", "its log says why"},
    {"no answer", "the context opens, and the request is not answered",
     "the server may be another one: is its port that of LwM2M? does it know the endpoint? its log says what arrives",
     true},
    {"no answer", "the request is not answered",
     "is the server up, its address and port right? does a firewall let UDP through, both ways?"},
    {"silent", "it began and went silent", "its log says what it waits for"},
};

}  // namespace

Road road_to(std::string_view reason, bool secure) {
    const auto* place = std::ranges::find_if(places, [&](const Place& candidate) {
        return reason.find(candidate.mark) != std::string_view::npos && (secure || !candidate.secure_alone);
    });
    if (place == std::end(places))
        return {"", "uri, key and identity as the server has them? " + std::string(see_trace)};
    return {place->found, place->next};
}

}  // namespace agent::daemon::agentctl
