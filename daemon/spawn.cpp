#include "daemon/spawn.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace agent::daemon {
namespace {

error_code system_error(int number) { return {number, boost::system::system_category()}; }

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// `ours` is the end that does not block: the program expects its own to.
Result<Pipe> make_pipe(Descriptor Pipe::*ours) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error(errno);
    Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
    if (::fcntl((pipe.*ours).get(), F_SETFL, O_NONBLOCK) != 0) return system_error(errno);
    return pipe;
}

/// What is read to its end from it: `text`.
Result<Descriptor> filled_pipe(std::string_view text) {
    auto pipe = make_pipe(&Pipe::write);
    if (!pipe) return pipe.error();
    const auto written = text.empty() ? 0 : ::write(pipe->write.get(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size())) return system_error(EMSGSIZE);
    return std::move(pipe->read);
}

/// The agent's environment without what systemd meant for the agent alone.
std::vector<char*> environment() {
    constexpr std::array<std::string_view, 6> ours{
        "NOTIFY_SOCKET=", "WATCHDOG_PID=", "WATCHDOG_USEC=", "LISTEN_FDS=", "LISTEN_PID=", "CREDENTIALS_DIRECTORY="};
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (std::ranges::none_of(ours, [&](auto name) { return text.starts_with(name); })) kept.push_back(*entry);
    }
    kept.push_back(nullptr);
    return kept;
}

class SpawnPlan {
public:
    SpawnPlan(const Descriptor& input, const Pipe& output, const Pipe& errors) {
        ::posix_spawn_file_actions_init(&actions_);
        if (input)
            ::posix_spawn_file_actions_adddup2(&actions_, input.get(), 0);
        else
            ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output.write.get(), 1);
        ::posix_spawn_file_actions_adddup2(&actions_, errors.write.get(), 2);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    Result<pid_t> start(std::span<const std::string> argv) const {
        std::vector<char*> words;
        for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));  // posix_spawn's old signature
        words.push_back(nullptr);
        auto variables = environment();
        pid_t pid = -1;
        const int error = ::posix_spawn(&pid, words.front(), &actions_, &attributes_, words.data(), variables.data());
        if (error != 0) return system_error(error);
        return pid;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this == &other) return *this;
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
}

void Descriptor::reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Result<Spawned> spawn(std::span<const std::string> argv, std::string_view input) {
    auto output = make_pipe(&Pipe::read);
    if (!output) return output.error();
    auto errors = make_pipe(&Pipe::read);
    if (!errors) return errors.error();
    auto filled = input.empty() ? Result<Descriptor>(Descriptor()) : filled_pipe(input);
    if (!filled) return filled.error();
    const auto pid = SpawnPlan(*filled, *output, *errors).start(argv);
    if (!pid) return pid.error();
    // The header of glibc 2.36 declares pidfd_open() with C++ linkage, so the call goes past it.
    Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
    if (!ended) {
        const int error = errno;
        ::kill(-*pid, SIGKILL);
        ::waitpid(*pid, nullptr, 0);
        return system_error(error);
    }
    return Spawned{*pid, std::move(ended), std::move(output->read), std::move(errors->read)};
}

}  // namespace agent::daemon
