#include "modem/serial_port.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <pty.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace agent::modem {
namespace {

using testing::HasSubstr;

class Pty {
public:
    Pty() {
        std::array<char, 128> name{};
        if (::openpty(&master_, &slave_, name.data(), nullptr, nullptr) != 0) throw std::runtime_error("openpty");
        device_ = name.data();
    }
    ~Pty() {
        ::close(master_);
        ::close(slave_);
    }
    int master() const { return master_; }
    const std::string& device() const { return device_; }

private:
    int master_ = -1;
    int slave_ = -1;
    std::string device_;
};

std::string read_some(int fd) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 5000) != 1) return "";
    std::array<char, 256> bytes{};
    const auto size = ::read(fd, bytes.data(), bytes.size());
    return size > 0 ? std::string(bytes.data(), static_cast<std::size_t>(size)) : "";
}

std::string text_of(const boost::system::result<SerialPort, PortError>& result) {
    return result ? std::string() : result.error().text;
}

TEST(SerialPort, CarriesEveryByteUnchanged) {
    const Pty pty;
    auto port = SerialPort::open(pty.device(), 115200);
    ASSERT_TRUE(port) << text_of(port);
    std::string bytes;
    for (int c = 0; c < 256; ++c) bytes.push_back(static_cast<char>(c));
    bytes.resize(200);
    ASSERT_EQ(::write(port->fd(), bytes.data(), bytes.size()), 200);
    EXPECT_EQ(read_some(pty.master()), bytes);
    ASSERT_EQ(::write(pty.master(), "\r\nOK\r\n\x03", 7), 7);
    EXPECT_EQ(read_some(port->fd()), "\r\nOK\r\n\x03");
}

TEST(SerialPort, DoesNotBlock) {
    const Pty pty;
    const auto port = SerialPort::open(pty.device(), 9600);
    ASSERT_TRUE(port);
    char byte = 0;
    EXPECT_EQ(::read(port->fd(), &byte, 1), -1);
    EXPECT_EQ(errno, EAGAIN);
}

TEST(SerialPort, SetsTheSpeed) {
    const Pty pty;
    auto port = SerialPort::open(pty.device(), 9600);
    ASSERT_TRUE(port);
    EXPECT_FALSE(port->set_baud(57600).failed());
    termios line{};
    ASSERT_EQ(::tcgetattr(port->fd(), &line), 0);
    EXPECT_EQ(::cfgetospeed(&line), static_cast<speed_t>(B57600));
    EXPECT_TRUE(port->set_baud(12345).failed());
    EXPECT_THAT(text_of(SerialPort::open(pty.device(), 12345)), HasSubstr("12345 baud"));
}

TEST(SerialPort, NamesTheProgramThatHoldsTheDevice) {
    const Pty pty;
    std::array<int, 2> ready{};
    ASSERT_EQ(::pipe(ready.data()), 0);
    const auto child = ::fork();
    if (child == 0) {
        const int fd = ::open(pty.device().c_str(), O_RDWR | O_NOCTTY);
        ::flock(fd, LOCK_EX);
        (void)!::write(ready[1], "r", 1);
        ::pause();
        ::_exit(0);
    }
    EXPECT_EQ(read_some(ready[0]), "r");
    const auto port = SerialPort::open(pty.device(), 115200);
    EXPECT_THAT(text_of(port), HasSubstr(pty.device() + ": in use by "));
    EXPECT_THAT(text_of(port), HasSubstr("(pid " + std::to_string(child) + ")"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(SerialPort, IsExclusiveAndFreeAgainWhenClosed) {
    const Pty pty;
    {
        const auto first = SerialPort::open(pty.device(), 115200);
        ASSERT_TRUE(first);
        EXPECT_THAT(text_of(SerialPort::open(pty.device(), 115200)), HasSubstr("in use by"))
            << "TIOCEXCL does not stop root, the lock does";
    }
    EXPECT_TRUE(SerialPort::open(pty.device(), 115200));
}

TEST(SerialPort, FollowsALink) {
    const Pty pty;
    const auto link = std::filesystem::temp_directory_path() / ("serial_port_test_" + std::to_string(::getpid()));
    std::filesystem::create_symlink(pty.device(), link);
    EXPECT_TRUE(SerialPort::open(link.string(), 115200));
    std::filesystem::remove(link);
}

TEST(SerialPort, SaysWhatIsWrongWithADevice) {
    EXPECT_THAT(text_of(SerialPort::open("/dev/does-not-exist", 115200)), HasSubstr("there is no such device"));
    EXPECT_THAT(text_of(SerialPort::open("/dev/null", 115200)), HasSubstr("not a serial device"));
}

}  // namespace
}  // namespace agent::modem
