// The serial line to the module: a tty, a by-id link or a pty, opened for nobody else (TIOCEXCL and flock).
// The only file of modem/ that touches the system; waiting for it is the daemon's.
#pragma once

#include <string>

#include "lwm2m/base/result.hpp"

namespace agent::modem {

/// Why a port could not be opened, for a person: "/dev/ttyUSB0: in use by minicom (pid 123)".
struct PortError {
    error_code code;
    std::string text;
};

class SerialPort {
public:
    /// Raw, 8N1, non-blocking, no flow control.
    static boost::system::result<SerialPort, PortError> open(const std::string& device, unsigned baud);

    SerialPort(SerialPort&& other) noexcept;
    SerialPort& operator=(SerialPort&& other) noexcept;
    ~SerialPort();

    /// Stays this object's.
    int fd() const { return fd_; }
    /// errc::invalid_argument for a speed that a tty does not have.
    error_code set_baud(unsigned baud);
    const std::string& device() const { return device_; }

private:
    SerialPort(int fd, std::string device) : fd_(fd), device_(std::move(device)) {}
    error_code make_raw(unsigned baud);
    void close();

    int fd_ = -1;
    std::string device_;
};

}  // namespace agent::modem
