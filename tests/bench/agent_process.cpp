#include "tests/bench/agent_process.hpp"

#include <ctime>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace agent::bench {

namespace fs = std::filesystem;

Workplace::Workplace() {
    auto name = (fs::temp_directory_path() / "lwm2m-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
}

Workplace::~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

AgentProcess::AgentProcess(std::vector<std::string> wrapper, const std::string& program, const fs::path& config,
                           const fs::path& log) {
    auto words = std::move(wrapper);
    words.insert(words.end(), {program, "--config", config.string()});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    started_ = std::chrono::steady_clock::now();
    const auto error = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error(fmt::format("cannot start {}", words.front()));
}

AgentProcess::~AgentProcess() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void AgentProcess::ask_to_stop() const { ::kill(pid_, SIGTERM); }

bool AgentProcess::ended() {
    if (::waitpid(pid_, nullptr, WNOHANG) != pid_) return false;
    pid_ = -1;
    return true;
}

long AgentProcess::memory_kb(std::string_view key) const {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid_));
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key)) return std::stol(line.substr(key.size()));
    return -1;
}

std::chrono::nanoseconds AgentProcess::processor_time() const {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
        throw std::runtime_error("the agent is gone");
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace agent::bench
