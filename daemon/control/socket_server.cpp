#include "daemon/control/socket_server.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control/replies.hpp"

namespace agent::daemon::control {
namespace {

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

Descriptor new_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

/// Whether somebody listens there.
bool is_answered(const sockaddr_un& address) {
    const auto socket = new_socket();
    return socket && (::connect(socket.get(), generic(address), sizeof address) == 0 || errno == EAGAIN);
}

/// Takes a socket away that an agent left behind. Empty when the path is free, else why it is not.
std::string make_room(const std::string& path, const sockaddr_un& address) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) return "there is something else of that name";
    if (is_answered(address)) return "another agent listens there";
    return ::unlink(path.c_str()) == 0 ? std::string() : std::strerror(errno);
}

}  // namespace

SocketServer::SocketServer(Loop& loop, Log log, Admission admission, Hooks hooks)
    : loop_(loop), log_(log), admission_(std::move(admission)), hooks_(std::move(hooks)) {}

SocketServer::~SocketServer() {
    loop_.timers().cancel(burial_);
    if (listener_) ::unlink(path_.c_str());
}

std::string SocketServer::listen(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return "the path is too long for a socket";
    if (auto why = make_room(path, *address); !why.empty()) return why;
    auto listener = new_socket();
    constexpr int backlog = 2 * most_clients;
    constexpr mode_t for_everybody = 0666;
    if (!listener || ::bind(listener.get(), generic(*address), sizeof *address) != 0) return std::strerror(errno);
    if (::chmod(path.c_str(), for_everybody) != 0 || ::listen(listener.get(), backlog) != 0) {
        std::string why = std::strerror(errno);
        ::unlink(path.c_str());
        return why;
    }
    path_ = path;
    listener_ = std::move(listener);
    acceptable_ = loop_.watch(listener_.get(), Readiness::readable, [this] { accept(); });
    return {};
}

SocketServer::Client* SocketServer::find(ClientId id) {
    const auto found = clients_.find(id);
    return found == clients_.end() ? nullptr : &found->second;
}

void SocketServer::accept() {
    Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket) admit(std::move(socket));
}

void SocketServer::admit(Descriptor socket) {
    const auto peer = peer_of(socket.get());
    const auto id = ++last_id_;
    const bool full = clients_.size() >= most_clients;
    auto& client = clients_[id];
    client.socket = std::move(socket);
    if (full)
        return refuse(id, {.kind = "too_many",
                           .message = fmt::format("{} clients are connected already", most_clients),
                           .where = std::nullopt,
                           .help = "end one of them, for example a forgotten `lwm2m-agentctl events`",
                           .code = std::nullopt});
    if (!peer) return drop(id);
    if (const auto admitted = admission_.check(*peer); !admitted) {
        log_.warning("control_denied uid={} pid={}", peer->user, peer->process);
        return refuse(id, admitted.error());
    }
    client.readable = loop_.watch(client.socket.get(), Readiness::readable, [this, id] { read(id); });
}

void SocketServer::refuse(ClientId id, const Problem& problem) {
    auto& client = *find(id);
    client.refused = true;
    client.readable = {};
    client.received.clear();
    write(id, failure(problem));
}

void SocketServer::read(ClientId id) {
    auto* client = find(id);
    std::array<char, 16 * 1024> piece;
    const auto got = ::recv(client->socket.get(), piece.data(), piece.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got < 0) return drop(id);
    if (got == 0) {
        client->readable = {};
        client->ended = true;
        if (client->is_idle() && client->unwritten.empty()) drop(id);
        return;
    }
    client->received.append(piece.data(), static_cast<std::size_t>(got));
    hand_out(id);
    client = find(id);
    if (client == nullptr || client->failed || client->received.size() < longest_line) return;
    refuse(id, {.kind = "malformed",
                .message = fmt::format("a line has at most {} bytes", longest_line),
                .where = std::nullopt,
                .help = "one request is one line, and the next one waits for its answer",
                .code = std::nullopt});
}

void SocketServer::hand_out(ClientId id) {
    if (std::exchange(find(id)->handing_out, true)) return;  // an answer that came in the call: the loop below goes on
    while (auto* client = find(id)) {
        if (client->busy || client->failed || client->is_idle()) {
            client->handing_out = false;
            return;
        }
        const auto end = client->received.find('\n');
        const auto line = client->received.substr(0, end);
        client->received.erase(0, end + 1);
        client->busy = true;
        hooks_.on_line(id, line);
    }
}

void SocketServer::answer(ClientId id, std::string_view line) {
    auto* client = find(id);
    if (client == nullptr || client->refused) return;
    client->busy = false;
    write(id, line);
    hand_out(id);
}

void SocketServer::push(ClientId id, std::string_view line) {
    const auto* client = find(id);
    if (client != nullptr && !client->refused) write(id, line);
}

void SocketServer::write(ClientId id, std::string_view line) {
    auto& client = *find(id);
    if (client.failed) return;
    if (client.unwritten.size() > most_unread) {
        log_.warning("control_client_dropped reason=\"it does not read what it asked for\"");
        return drop_later(client);
    }
    client.unwritten.append(line).push_back('\n');
    flush(id);
}

void SocketServer::flush(ClientId id) {
    auto& client = *find(id);
    auto& text = client.unwritten;
    const auto sent = ::send(client.socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return drop_later(client);
    if (sent > 0) text.erase(0, static_cast<std::size_t>(sent));
    if (!text.empty()) {
        if (!client.writable)
            client.writable = loop_.watch(client.socket.get(), Readiness::writable, [this, id] { flush(id); });
        return;
    }
    client.writable = {};
    if (client.refused || (client.ended && client.is_idle())) drop_later(client);
}

void SocketServer::drop_later(Client& client) {
    // Whoever writes may be in the middle of something that on_gone would change.
    client.failed = true;
    client.readable = {};
    client.writable = {};
    if (burial_ == TimerId::none) burial_ = loop_.timers().after(Duration::zero(), [this] { drop_failed(); });
}

void SocketServer::drop_failed() {
    burial_ = TimerId::none;
    for (auto client = clients_.begin(); client != clients_.end();) {
        const auto id = client->first;
        const bool failed = (client++)->second.failed;
        if (failed) drop(id);
    }
}

void SocketServer::drop(ClientId id) {
    if (clients_.erase(id) > 0 && hooks_.on_gone) hooks_.on_gone(id);
}

}  // namespace agent::daemon::control
