#include "modem/emulator/pty.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t most_waiting = 1U << 20;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

std::string link_target(const std::string& link) {
    std::array<char, 4096> target;
    const auto size = readlink(link.c_str(), target.data(), target.size());
    return size < 0 ? std::string{} : std::string(target.data(), static_cast<std::size_t>(size));
}

}  // namespace

Pty::Pty(EventLoop& loop, const std::string& link, Events events) : loop_(loop), events_(std::move(events)) {
    open_master();
    if (!link.empty()) make_link(link);
    watch();
}

void Pty::watch() {
    // Edge-triggered: a pty without a host reports a hang-up all the time, and no event when a host opens it.
    loop_.watch(master_.get(), EPOLLIN | EPOLLOUT | EPOLLET, [this](std::uint32_t) { on_ready(); });
}

Pty::~Pty() {
    loop_.unwatch(master_.get());
    loop_.timers().cancel(retry_);
    if (!link_.empty() && link_target(link_) == device_) unlink(link_.c_str());
}

void Pty::open_master() {
    master_ = Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    std::array<char, 128> name;
    if (!master_ || grantpt(master_.get()) != 0 || unlockpt(master_.get()) != 0 ||
        ptsname_r(master_.get(), name.data(), name.size()) != 0) {
        fail("pty");
    }
    device_ = name.data();
    // Opened once to make it raw (its settings outlive this), then closed: the host alone shall hold it.
    const Descriptor slave(open(device_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    if (!slave || tcgetattr(slave.get(), &settings) != 0) fail(device_);
    cfmakeraw(&settings);
    if (tcsetattr(slave.get(), TCSANOW, &settings) != 0) fail(device_);
}

void Pty::make_link(const std::string& link) {
    struct stat status {};
    if (lstat(link.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) {
        errno = EEXIST;
        fail(link + " is there and not a link");
    }
    const auto fresh = link + ".new";
    unlink(fresh.c_str());
    if (symlink(device_.c_str(), fresh.c_str()) != 0 || rename(fresh.c_str(), link.c_str()) != 0) fail(link);
    link_ = link;
}

bool Pty::host_is_there() const {
    pollfd poll_request{master_.get(), 0, 0};
    return poll(&poll_request, 1, 0) == 0;
}

void Pty::write(std::string_view bytes) {
    if (!host_is_there()) {
        waiting_.clear();
        return;
    }
    waiting_ += bytes.substr(0, most_waiting - std::min(most_waiting, waiting_.size()));
    flush();
}

void Pty::on_ready() {
    flush();
    read();
}

/// A serial device forgets TIOCEXCL when the last program that held it is gone; a pty keeps it as long as we live, and
/// a program that was killed would lock its successor out.
void Pty::host_left() {
    if (!std::exchange(host_was_there_, false) || host_is_there()) return;
    const Descriptor slave(open(device_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (slave) {
        ioctl(slave.get(), TIOCNXCL);
        return;
    }
    if (errno != EBUSY) return;
    // Only the super-user could take it back: there is a new one for the next host.
    loop_.unwatch(master_.get());
    waiting_.clear();
    open_master();
    watch();
    if (!link_.empty()) return make_link(std::string(link_));
    if (events_.moved) events_.moved(device_);
}

void Pty::flush() {
    while (!waiting_.empty()) {
        const auto written = ::write(master_.get(), waiting_.data(), waiting_.size());
        if (written <= 0) return;
        waiting_.erase(0, static_cast<std::size_t>(written));
    }
}

void Pty::read() {
    std::array<char, 4096> buffer;
    while (true) {
        const auto room = std::min(events_.room(), buffer.size());
        if (room == 0) {
            if (retry_ != TimerId::none) return;
            retry_ = loop_.timers().after(1ms, [this] {
                retry_ = TimerId::none;
                read();
            });
            return;
        }
        const auto count = ::read(master_.get(), buffer.data(), room);
        if (count < 0 && errno == EIO) return host_left();
        if (count <= 0) return;  // nothing more
        host_was_there_ = true;
        events_.received({buffer.data(), static_cast<std::size_t>(count)});
    }
}

}  // namespace agent::modem::emulator
