#include "modem/emulator/control_socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t longest_line = 256 * 1024;
constexpr std::size_t most_clients = 32;

}  // namespace

ControlSocket::ControlSocket(EventLoop& loop, std::string path, Handle handle)
    : loop_(loop),
      path_(std::move(path)),
      handle_(std::move(handle)),
      listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) {
        throw std::system_error(ENAMETOOLONG, std::generic_category(), path_);
    }
    std::memcpy(address.sun_path, path_.data(), path_.size());
    struct stat status {};
    if (lstat(path_.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) unlink(path_.c_str());
    if (!listener_ || bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_.get(), 8) != 0) {
        throw std::system_error(errno, std::generic_category(), path_);
    }
    loop_.watch(listener_.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
}

ControlSocket::~ControlSocket() {
    for (const auto& [fd, client] : clients_) loop_.unwatch(fd);
    loop_.unwatch(listener_.get());
    unlink(path_.c_str());
}

void ControlSocket::accept() {
    Descriptor socket(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket || clients_.size() >= most_clients) return;
    const int fd = socket.get();
    clients_[fd] = {std::move(socket), {}};
    loop_.watch(fd, EPOLLIN, [this, fd](std::uint32_t) { read(fd); });
}

void ControlSocket::drop(int fd) {
    loop_.unwatch(fd);
    clients_.erase(fd);
}

void ControlSocket::read(int fd) {
    std::array<char, 4096> buffer;
    const auto count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return drop(fd);
    auto& received = clients_[fd].received;
    received.append(buffer.data(), static_cast<std::size_t>(count));
    while (true) {
        const auto end = received.find('\n');
        if (end == std::string::npos) break;
        const auto answer = handle_(std::string_view(received).substr(0, end)) + "\n";
        received.erase(0, end + 1);
        // A client that does not read its answers is not waited for.
        if (send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(answer.size()))
            return drop(fd);
    }
    if (received.size() > longest_line) drop(fd);
}

}  // namespace agent::modem::emulator
