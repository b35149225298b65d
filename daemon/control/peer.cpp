#include "daemon/control/peer.hpp"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <grp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace agent::daemon::control {

std::optional<Peer> peer_of(int socket) {
    struct ucred credentials {};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    Peer peer{.user = credentials.uid, .process = credentials.pid, .groups = {credentials.gid}};
    std::vector<gid_t> groups(64);
    size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    int result = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    if (result != 0 && errno == ERANGE) {  // `size` is now what it takes
        groups.resize(size / sizeof(gid_t));
        result = ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    }
    if (result != 0) return peer;  // a kernel before 4.13 knows the own group only
    groups.resize(size / sizeof(gid_t));
    peer.groups.insert(peer.groups.end(), groups.begin(), groups.end());
    return peer;
}

Admission Admission::of(const std::string& group) {
    const auto* found = ::getgrnam(group.c_str());
    return {.own_user = ::geteuid(),
            .group = group,
            .group_id = found != nullptr ? std::optional(found->gr_gid) : std::nullopt};
}

Checked<void> Admission::check(const Peer& peer) const {
    if (peer.user == 0 || peer.user == own_user) return {};
    if (group_id && std::ranges::find(peer.groups, *group_id) != peer.groups.end()) return {};
    return Problem{.kind = "denied",
                   .message = fmt::format("user {} is neither root nor the agent's own user nor in the group {}{}",
                                          peer.user, group, group_id ? "" : ", which does not exist"),
                   .where = std::nullopt,
                   .help = group_id ? fmt::format("use sudo, or `sudo usermod -aG {} USER` and log in again", group)
                                    : fmt::format("use sudo, or make the group ({}), restart the agent and become a "
                                                  "member",
                                                  group),
                   .code = std::nullopt};
}

}  // namespace agent::daemon::control
