// Who is at the other end of the control socket, and whether that may be (unix(7), SO_PEERCRED and SO_PEERGROUPS).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "daemon/control/problem.hpp"

namespace agent::daemon::control {

struct Peer {
    uid_t user = 0;
    pid_t process = 0;
    std::vector<gid_t> groups;  // its own and the supplementary ones
};

/// nullopt when the kernel does not say.
std::optional<Peer> peer_of(int socket);

struct Admission {
    uid_t own_user = 0;
    std::string group;              // as it was configured
    std::optional<gid_t> group_id;  // absent: there is no such group

    /// As this process and the system's groups are now.
    static Admission of(const std::string& group);
    /// Root, the agent's own user and members of the group are let in; a problem tells anybody else how to get in.
    Checked<void> check(const Peer& peer) const;
};

}  // namespace agent::daemon::control
