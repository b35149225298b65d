#include "tests/bench/instant_module.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

namespace agent::bench {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> informations{{
    {"AT+CGSN=1", "+CGSN: 866425033312290"},
    {"AT+CIMI", "460046711609872"},
    {"AT+QCCID", "+QCCID: 89860446111880202938"},
    {"AT+CGMI", "Quectel_Ltd"},
    {"AT+CGMM", "BC660K-GL"},
    {"AT+CGMR", "Revision: BC660KGLAAR01A05"},
    {"AT+CPIN?", "+CPIN: READY"},
    {"AT+CGATT?", "+CGATT: 1"},
    {"AT+CEREG?", "+CEREG: 1,1"},
    {"AT+CESQ", "+CESQ: 99,99,255,255,26,81"},
    {"AT+CSQ", "+CSQ: 10,0"},
    {"AT+CBC", "+CBC: 3470"},
    {"AT+CFUN?", "+CFUN: 1"},
    {"AT+QCOAPOPEN?", ""},
}};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

InstantModule::InstantModule() {
    fd_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd_ < 0 || ::grantpt(fd_) != 0 || ::unlockpt(fd_) != 0) fail("posix_openpt");
    std::array<char, 128> name{};
    if (::ptsname_r(fd_, name.data(), name.size()) != 0) fail("ptsname_r");
    device_ = name.data();
    held_open_ = ::open(device_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (held_open_ < 0) fail("open");
    termios line{};
    if (::tcgetattr(held_open_, &line) != 0) fail("tcgetattr");
    ::cfmakeraw(&line);
    if (::tcsetattr(held_open_, TCSANOW, &line) != 0) fail("tcsetattr");
}

InstantModule::~InstantModule() {
    ::close(held_open_);
    ::close(fd_);
}

void InstantModule::say(std::string_view text) {
    to_agent_ += text.size();
    while (!text.empty()) {
        const auto written = ::write(fd_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    last_said_ = Clock::now();
}

std::optional<std::string> InstantModule::next_command(Clock::time_point deadline) {
    for (;;) {
        if (const auto end = buffer_.find('\r'); end != std::string::npos) {
            auto command = buffer_.substr(0, end + 1);
            buffer_.erase(0, end + 1);
            return command;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return std::nullopt;
        pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, static_cast<int>(left)) <= 0) continue;
        std::array<char, 4096> piece{};
        const auto got = ::read(fd_, piece.data(), piece.size());
        if (got <= 0) continue;
        if (!first_byte_) first_byte_ = Clock::now();
        from_agent_ += static_cast<std::uint64_t>(got);
        buffer_.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void InstantModule::take_head(std::string_view command) {
    // AT+QCOAPHEAD=<client>,<mode>[,<msgID>][,<length>,"<token>"]: the modes the agent writes are 3 and 5.
    auto rest = command.substr(command.find(',') + 1);
    const auto mode = rest.front();
    rest.remove_prefix(2);
    message_id_ = std::string(rest.substr(0, rest.find_first_of(",\r")));
    token_.clear();
    if (mode != '5') return;
    const auto open = rest.find('"');
    token_ = std::string(rest.substr(open + 1, rest.rfind('"') - open - 1));
}

void InstantModule::answer_send(std::string_view command) {
    say("\r\nOK\r\n");
    // AT+QCOAPSEND=0,0,2,... is the Register or an Update: a server would create or change.
    if (!command.starts_with("AT+QCOAPSEND=0,0,")) return;
    const auto method = command.substr(17, command.find(',', 17) - 17);
    if (method != "2" && method != "4") return;
    const auto code = method == "2" ? 201 : 202;
    const auto token = token_.empty() ? std::string() : fmt::format(",{},\"{}\"", token_.size() / 2, token_);
    if (code == 201) {
        say(fmt::format("\r\n+QCOAPURC: 0,2,201,{},{}{},8,\"rd\",8,\"bench\"\r\n", message_id_,
                        token_.empty() ? 4 : 132, token));
    } else {
        say(fmt::format("\r\n+QCOAPURC: 0,2,202,{},{}{}\r\n", message_id_, token_.empty() ? 0 : 128, token));
    }
}

void InstantModule::answer(std::string_view command) {
    const auto text = command.substr(0, command.size() - 1);
    if (text.starts_with("AT+QCOAPHEAD=")) take_head(command);
    if (text.starts_with("AT+QCOAPSEND=0,")) return answer_send(command);
    for (const auto& [name, information] : informations) {
        if (text != name) continue;
        if (!information.empty()) return say(fmt::format("\r\n{}\r\n\r\nOK\r\n", information));
    }
    say("\r\nOK\r\n");
    if (text.starts_with("AT+QCOAPOPEN=0,")) say("\r\n+QCOAPOPEN: 0,0\r\n");
    if (text.starts_with("AT+QCOAPCLOSE=0")) say("\r\n+QCOAPCLOSE: 0,0\r\n");
}

bool InstantModule::serve_until(const std::function<bool(std::string_view)>& done, std::chrono::seconds limit) {
    const auto deadline = Clock::now() + limit;
    while (auto command = next_command(deadline)) {
        const bool last = done(*command);
        answer(*command);
        if (last) return true;
    }
    return false;
}

std::optional<std::vector<Stretch>> InstantModule::exchange(std::string_view urc, std::chrono::seconds limit) {
    const auto deadline = Clock::now() + limit;
    std::vector<Stretch> stretches;
    say(fmt::format("\r\n{}\r\n", urc));
    while (auto command = next_command(deadline)) {
        const auto now = Clock::now();
        stretches.push_back({now - last_said_, *command});
        const bool last = command->starts_with("AT+QCOAPSEND=");
        answer(*command);
        if (last) return stretches;
    }
    return std::nullopt;
}

}  // namespace agent::bench
