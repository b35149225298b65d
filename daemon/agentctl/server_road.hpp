// How far the road to a server is open, from what the agent met on it: a name, a context of the module (with DTLS: the
// handshake), an answer to Register (LwM2M Core 1.1 §6.2.1). The module has no ping, and a probe from the gateway would
// test the gateway's own network.
#pragma once

#include <string>
#include <string_view>

namespace agent::daemon::agentctl {

struct Road {
    std::string found;  // where it ends; empty when the reason names no place
    std::string next;   // what to do about it
};

/// `reason` is the agent's, of a registration or a bootstrap that failed; `secure`: the server is reached by coaps.
Road road_to(std::string_view reason, bool secure);

}  // namespace agent::daemon::agentctl
