#include "daemon/handlers/gpsd.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/handlers/source.hpp"

namespace agent::daemon {
namespace {

constexpr std::string_view watch_command = "?WATCH={\"enable\":true,\"json\":true};\n";
constexpr std::size_t longest_line = 16 * 1024;

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

/// The configuration has checked that it is numeric.
Address address_of(const std::string& host, std::uint16_t port) {
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof *v4;
        return address;
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    ::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    address.size = sizeof *v6;
    return address;
}

}  // namespace

Gpsd::~Gpsd() { loop_.timers().cancel(timer_); }

void Gpsd::locate(Done done) {
    if (fix_ && loop_.timers().now() - found_at_ < shared_for) return done(*fix_);
    waiting_.push_back(std::move(done));
    if (waiting_.size() > 1) return;
    timer_ = loop_.timers().after(settings_.timeout, [this] {
        timer_ = TimerId::none;
        finish(lwm2m::Failure{coap::code::not_found, "gpsd has no fix"});
    });
    connect();
}

void Gpsd::connect() {
    const auto address = address_of(settings_.gpsd_host, settings_.gpsd_port);
    socket_ = Descriptor(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_) return fail("no socket", errno);
    const auto* name = reinterpret_cast<const sockaddr*>(&address.storage);
    if (::connect(socket_.get(), name, address.size) != 0 && errno != EINPROGRESS) return fail("no connection", errno);
    watch_ = loop_.watch(socket_.get(), Readiness::writable, [this] { on_connected(); });
}

void Gpsd::on_connected() {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return fail("no connection", error);
    // A new connection's buffer takes these few bytes at once.
    const auto written = ::send(socket_.get(), watch_command.data(), watch_command.size(), MSG_NOSIGNAL);
    if (written != static_cast<ssize_t>(watch_command.size())) return fail("no connection", errno);
    watch_ = loop_.watch(socket_.get(), Readiness::readable, [this] { on_readable(); });
}

void Gpsd::on_readable() {
    std::array<char, 4096> piece{};
    const auto got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return fail("connection lost", got == 0 ? ECONNRESET : errno);
    received_.append(piece.data(), static_cast<std::size_t>(got));
    take_lines();
}

void Gpsd::take_lines() {
    for (auto end = received_.find('\n'); end != std::string::npos; end = received_.find('\n')) {
        const auto fix = parse_gpsd_report(std::string_view(received_).substr(0, end));
        if (fix) return finish(*fix);
        received_.erase(0, end + 1);
    }
    if (received_.size() > longest_line) fail("a line too long", EMSGSIZE);
}

void Gpsd::fail(const std::string& what, int error) {
    finish(source_failure(
        fmt::format("gpsd {} port {}: {} ({})", settings_.gpsd_host, settings_.gpsd_port, what, std::strerror(error))));
}

void Gpsd::finish(lwm2m::Outcome<Fix> found) {
    loop_.timers().cancel(timer_);
    watch_ = {};
    socket_.reset();
    received_.clear();
    fix_ = found ? std::optional(*found) : std::nullopt;
    found_at_ = loop_.timers().now();
    for (const auto& waiting : std::exchange(waiting_, {})) waiting(found);
}

}  // namespace agent::daemon
