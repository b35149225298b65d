#include "daemon/agentctl/connection.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace agent::daemon::agentctl {
namespace {

namespace errc = boost::system::errc;

error_code last_error() { return {errno, boost::system::system_category()}; }

/// Milliseconds for poll(2).
int left_until(std::optional<TimePoint> deadline) {
    if (!deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

}  // namespace

Result<Connection> Connection::open(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return make_error_code(errc::filename_too_long);
    std::memcpy(address.sun_path, path.data(), path.size());
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return last_error();
    return Connection(std::move(socket));
}

std::optional<pid_t> Connection::peer() const {
    struct ucred credentials {};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    return credentials.pid;
}

void Connection::say(std::string_view line) {
    auto text = std::string(line) + '\n';
    while (!text.empty()) {
        const auto sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        text.erase(0, static_cast<std::size_t>(sent));
    }
}

Result<std::string> Connection::hear(std::optional<Duration> patience) {
    const auto deadline = patience ? std::optional(Clock::now() + *patience) : std::nullopt;
    while (true) {
        if (const auto end = received_.find('\n'); end != std::string::npos) {
            auto line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return line;
        }
        pollfd wanted{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        const int ready = ::poll(&wanted, 1, left_until(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return last_error();
        if (ready == 0) return make_error_code(errc::timed_out);
        std::array<char, 16 * 1024> piece;
        const auto got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return make_error_code(errc::broken_pipe);
        received_.append(piece.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace agent::daemon::agentctl
