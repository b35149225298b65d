#include "tests/emulator/emulator_rig.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

constexpr auto patience = 10s;

bool readable(int fd, TimePoint until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd request{fd, POLLIN, 0};
    return left > 0 && poll(&request, 1, static_cast<int>(left)) > 0;
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "emulator-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
    path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

EmulatorRig::EmulatorRig(EmulatorOptions options) : emulator_(std::make_unique<Emulator>(loop_, std::move(options))) {}

EmulatorRig::~EmulatorRig() { stop(); }

CoapPeer& EmulatorRig::add_peer(bool v6, std::optional<CoapPeer::Security> security, CoapPeer::Serve serve) {
    return *peers_.emplace_back(std::make_unique<CoapPeer>(loop_, v6, std::move(security), std::move(serve)));
}

void EmulatorRig::run() {
    open_port();
    resume();
}

void EmulatorRig::resume() {
    thread_ = std::thread([this] { loop_.run(); });
}

void EmulatorRig::stop() {
    if (!thread_.joinable()) return;
    loop_.stop();
    thread_.join();
}

void EmulatorRig::open_port() {
    host_ = Descriptor(open(port().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!host_) throw std::runtime_error("cannot open " + port());
}

void EmulatorRig::lock_port() {
    if (ioctl(host_.get(), TIOCEXCL) != 0) throw std::runtime_error("the port can't be locked");
}

bool EmulatorRig::port_is_locked() {
    int locked = 0;
    if (ioctl(host_.get(), TIOCGEXCL, &locked) != 0) throw std::runtime_error("the port does not say");
    return locked != 0;
}

void EmulatorRig::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(host_.get(), bytes.data(), bytes.size());
        if (written <= 0) throw std::runtime_error("the port does not take bytes");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string EmulatorRig::read_while(const std::function<bool(const std::string&)>& goes_on) {
    const auto until = Clock::now() + patience;
    std::string text;
    char byte = 0;
    while (goes_on(text) && readable(host_.get(), until) && ::read(host_.get(), &byte, 1) == 1) text.push_back(byte);
    return text;
}

std::string EmulatorRig::read(std::size_t count) {
    return read_while([count](const std::string& text) { return text.size() < count; });
}

std::string EmulatorRig::read_until(std::string_view end) {
    return read_while([end](const std::string& text) { return !text.ends_with(end); });
}

ControlClient::ControlClient(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
    if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect to " + path);
    }
}

std::string ControlClient::ask(std::string_view line) {
    const auto text = std::string(line) + "\n";
    if (::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return "";
    const auto until = Clock::now() + patience;
    std::string answer;
    char byte = 0;
    while (readable(socket_.get(), until) && ::read(socket_.get(), &byte, 1) == 1 && byte != '\n')
        answer.push_back(byte);
    return answer;
}

}  // namespace agent::modem::emulator
