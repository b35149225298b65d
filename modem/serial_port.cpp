#include "modem/serial_port.hpp"

#include <cerrno>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "modem/serial_port_holder.hpp"

namespace agent::modem {
namespace {

error_code last_error() { return {errno, boost::system::system_category()}; }

std::optional<speed_t> speed_of(unsigned baud) {
    switch (baud) {
        case 1200:
            return B1200;
        case 2400:
            return B2400;
        case 4800:
            return B4800;
        case 9600:
            return B9600;
        case 19200:
            return B19200;
        case 38400:
            return B38400;
        case 57600:
            return B57600;
        case 115200:
            return B115200;
        case 230400:
            return B230400;
        case 460800:
            return B460800;
        case 921600:
            return B921600;
        default:
            return std::nullopt;
    }
}

PortError in_use(error_code code, const std::string& device, const std::string& holder) {
    return {code, fmt::format("{}: in use by {}", device, holder.empty() ? "another program" : holder)};
}

PortError explain(error_code code, const std::string& device) {
    switch (code.value()) {
        case ENOENT:
            return {code, fmt::format("{}: there is no such device", device)};
        case EACCES:
        case EPERM:
            return {code, fmt::format(
                              "{}: permission denied (is this user in the group that owns the device, often dialout?)",
                              device)};
        case EBUSY:
            return in_use(code, device, holder_of(device));
        case ENOTTY:
            return {code, fmt::format("{}: not a serial device", device)};
        default:
            return {code, fmt::format("{}: {}", device, code.message())};
    }
}

}  // namespace

boost::system::result<SerialPort, PortError> SerialPort::open(const std::string& device, unsigned baud) {
    if (!speed_of(baud)) {
        return PortError{make_error_code(boost::system::errc::invalid_argument),
                         fmt::format("{}: no serial line has {} baud", device, baud)};
    }
    const int fd = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return explain(last_error(), device);
    SerialPort port(fd, device);
    if (::isatty(fd) == 0) return explain({ENOTTY, boost::system::system_category()}, device);
    // flock speaks to polite programs, root's included; TIOCEXCL keeps the others out from now on.
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const auto code = last_error();
        return code.value() == EWOULDBLOCK ? in_use(code, device, holder_of(fd)) : explain(code, device);
    }
    if (::ioctl(fd, TIOCEXCL) != 0) return explain(last_error(), device);
    if (const auto code = port.make_raw(baud); code.failed()) return explain(code, device);
    ::tcflush(fd, TCIOFLUSH);
    return port;
}

error_code SerialPort::make_raw(unsigned baud) {
    termios line{};
    if (::tcgetattr(fd_, &line) != 0) return last_error();
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS | HUPCL);
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    const auto speed = *speed_of(baud);
    ::cfsetispeed(&line, speed);
    ::cfsetospeed(&line, speed);
    if (::tcsetattr(fd_, TCSANOW, &line) != 0) return last_error();
    return {};
}

error_code SerialPort::set_baud(unsigned baud) {
    if (!speed_of(baud)) return make_error_code(boost::system::errc::invalid_argument);
    return make_raw(baud);
}

SerialPort::SerialPort(SerialPort&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), device_(std::move(other.device_)) {}

SerialPort& SerialPort::operator=(SerialPort&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = std::exchange(other.fd_, -1);
        device_ = std::move(other.device_);
    }
    return *this;
}

SerialPort::~SerialPort() { close(); }

void SerialPort::close() {
    if (fd_ < 0) return;
    // The exclusive mode belongs to the device, not to this descriptor, and a pty would keep it.
    ::ioctl(fd_, TIOCNXCL);
    ::close(std::exchange(fd_, -1));
}

}  // namespace agent::modem
