#include "daemon/module_port.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace agent::daemon {

ModulePort::ModulePort(std::string device, unsigned baud, Loop& loop, Log log, Hooks hooks)
    : device_(std::move(device)), baud_(baud), loop_(loop), log_(log), hooks_(std::move(hooks)) {}

ModulePort::~ModulePort() {
    loop_.timers().cancel(timer_);
    loop_.timers().cancel(block_timer_);
}

void ModulePort::start() { open(); }

void ModulePort::open() {
    auto opened = modem::SerialPort::open(device_, baud_);
    if (!opened) return retry(opened.error().text);
    log_.info("port_open device={} baud={}", device_, baud_);
    port_.emplace(std::move(*opened));
    reason_.clear();
    wait_ = retry_first;
    readable_ = loop_.watch(port_->fd(), Readiness::readable, [this] { on_readable(); });
    hooks_.on_open();
}

void ModulePort::retry(const std::string& reason) {
    if (reason != reason_) {
        reason_ = reason;
        log_.error("port_missing device={} reason=\"{}\" effect=\"tried again until it is there\"", device_, reason);
        hooks_.on_missing(reason);
    }
    timer_ = loop_.timers().after(wait_, [this] {
        timer_ = TimerId::none;
        open();
    });
    wait_ = std::min(wait_ * 2, retry_last);
}

void ModulePort::lost(const std::string& reason) {
    readable_ = {};
    writable_ = {};
    unwritten_.clear();
    loop_.timers().cancel(block_timer_);
    port_.reset();
    hooks_.on_closed();
    retry(reason);
}

void ModulePort::on_readable() {
    std::array<char, 4096> bytes{};
    const auto count = ::read(port_->fd(), bytes.data(), bytes.size());
    if (count > 0) return hooks_.on_bytes({bytes.data(), static_cast<std::size_t>(count)});
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    lost(count == 0 ? fmt::format("{}: the device hung up", device_)
                    : fmt::format("{}: {}", device_, std::strerror(errno)));
}

bool ModulePort::write_some(std::string_view& bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(port_->fd(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno == EAGAIN;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void ModulePort::write(std::string_view bytes) {
    if (!port_) return;
    if (unwritten_.empty() && write_some(bytes) && bytes.empty()) return;
    // A broken line is told by reading it, where the owner expects it.
    if (unwritten_.empty()) on_blocked();
    unwritten_.append(bytes);
    if (!writable_) writable_ = loop_.watch(port_->fd(), Readiness::writable, [this] { on_writable(); });
}

void ModulePort::on_writable() {
    std::string_view rest = unwritten_;
    if (!write_some(rest)) return lost(fmt::format("{}: {}", device_, std::strerror(errno)));
    unwritten_.erase(0, unwritten_.size() - rest.size());
    if (!unwritten_.empty()) return on_blocked();
    writable_ = {};
    loop_.timers().cancel(block_timer_);
}

/// From now on the line has time to take the next byte.
void ModulePort::on_blocked() {
    auto& timers = loop_.timers();
    blocked_since_ = timers.now();
    timers.cancel(block_timer_);
    block_timer_ = timers.after(longest_block, [this] {
        block_timer_ = TimerId::none;
        ::tcflush(port_->fd(), TCOFLUSH);  // closing would wait for it
        lost(fmt::format("{}: the device takes no bytes", device_));
    });
}

void ModulePort::set_baud(unsigned baud) {
    baud_ = baud;
    if (!port_) return;
    if (const auto error = port_->set_baud(baud); error.failed())
        log_.warning("baud_refused device={} baud={} error=\"{}\"", device_, baud, error.message());
}

}  // namespace agent::daemon
