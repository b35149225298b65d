#include "daemon/generate/terminal.hpp"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace agent::daemon::generate {
namespace {

/// The terminal shows nothing of what is typed, until this ends.
class Unseen {
public:
    Unseen() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        auto unseen = before_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
    }
    ~Unseen() {
        if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;
    explicit operator bool() const { return changed_; }

private:
    termios before_{};
    bool changed_ = false;
};

std::optional<std::string> read_line() {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) return std::string();
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

bool is_somebody_there() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0; }

std::optional<std::string> ask(const std::string& question, const std::string& usual) {
    fmt::print(stderr, "{}{}: ", question, usual.empty() ? "" : " [" + usual + "]");
    auto answer = read_line();
    if (answer && answer->empty()) return usual;
    return answer;
}

std::optional<std::string> ask_secret(const std::string& question) {
    const Unseen unseen;
    if (!unseen) return std::nullopt;
    fmt::print(stderr, "{} (not shown): ", question);
    auto answer = read_line();
    fmt::print(stderr, "\n");
    return answer;
}

}  // namespace agent::daemon::generate
