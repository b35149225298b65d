#include "daemon/agentctl/doctor_facts.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "config/load.hpp"
#include "daemon/agentctl/connection.hpp"
#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/port_examination.hpp"
#include "modem/serial_port_holder.hpp"

namespace agent::daemon::agentctl {
namespace {

constexpr Duration patience = 70s;  // the module may take its time for names

std::string user_name(uid_t id) {
    const auto* found = ::getpwuid(id);
    return found != nullptr ? found->pw_name : std::to_string(id);
}
std::string group_name(gid_t id) {
    const auto* found = ::getgrgid(id);
    return found != nullptr ? found->gr_name : std::to_string(id);
}

Facts::Device look_at(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return {};
    constexpr unsigned permissions = 07777;
    return {.there = true,
            .is_terminal = S_ISCHR(status.st_mode),
            .access = fmt::format("{}:{} {:04o}", user_name(status.st_uid), group_name(status.st_gid),
                                  status.st_mode & permissions),
            .holder = modem::holder_of(path)};
}

Facts::Lookup look_up(const std::string& host) {
    addrinfo* found = nullptr;
    const int result = ::getaddrinfo(host.c_str(), nullptr, nullptr, &found);
    if (result != 0) return {host, ::gai_strerror(result)};
    ::freeaddrinfo(found);
    return {host, ""};
}

/// What the kernel says of the agent (proc_pid_status(5)).
std::optional<Facts::Process> look_at_process(pid_t pid) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    if (!status) return std::nullopt;
    Facts::Process process;
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("NoNewPrivs:")) process.no_new_privileges = line.ends_with('1');
        if (line.starts_with("Seccomp:")) process.filtered = line.ends_with('2');
    }
    return process;
}

std::optional<Facts::StateDirectory> look_at_state(const std::string& path) {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
    Facts::StateDirectory state{.path = path,
                                .read_only = (status.f_flag & ST_RDONLY) != 0,
                                .free_bytes = std::uint64_t{status.f_bavail} * status.f_frsize};
    std::error_code error;
    for (std::filesystem::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        const bool belongs_to_another = name.ends_with("-wal") || name.ends_with("-shm");
        if (name.starts_with("state.db.bad-") && !belongs_to_another) state.set_aside.push_back(name);
    }
    std::ranges::sort(state.set_aside);
    return state;
}

void ask_agent(const Options& options, Facts& facts) {
    auto connection = Connection::open(options.socket);
    if (!connection) {
        facts.silence = fmt::format("no agent listens at {}: {}", options.socket, connection.error().message());
        return;
    }
    if (const auto pid = connection->peer()) facts.process = look_at_process(*pid);
    connection->say(control::encode(control::command::Status{.examine = true}));
    const auto line = connection->hear(patience);
    auto answer = nlohmann::ordered_json::parse(line ? *line : "", nullptr, false);
    if (flag_at(answer, "ok"))
        facts.status = std::move(answer);
    else
        facts.silence = line ? text_at(object_at(answer, "error"), "message") : line.error().message();
}

void look_at_clock(Facts& facts) {
    constexpr std::time_t year_2025 = 1735689600;  // this agent is younger than that
    timex state{};
    facts.now_s = std::time(nullptr);
    facts.clock_is_plausible = facts.now_s > year_2025;
    facts.clock_is_set = ::adjtimex(&state) != TIME_ERROR;
}

/// The module is asked only where nobody talks with it.
void look_without_agent(const config::Settings& settings, Facts& facts) {
    std::vector<std::string> hosts;
    for (const auto& server : settings.servers) {
        facts.servers.push_back(std::to_string(server.account.short_id));
        hosts.push_back(server.account.uri.host);
    }
    if (facts.device.is_terminal && facts.device.holder.empty())
        facts.module = ask_module(settings.modem, std::move(hosts));
}

bool is_name(const std::string& host) {
    return host.find_first_not_of("0123456789abcdefABCDEF.:") != std::string::npos;
}

}  // namespace

Facts gather_facts(const Options& options) {
    Facts facts{.configuration = options.configuration};
    const auto loaded = config::load(options.configuration, config::host_environment(), config::Purpose::check);
    for (const auto& problem : loaded.problems) facts.problems.push_back(problem.text());
    ask_agent(options, facts);
    const auto told = text_at(object_at(facts.status, "module"), "device");
    if (!told.empty()) facts.device_path = told;
    if (loaded.settings && told.empty()) facts.device_path = loaded.settings->modem.device;
    if (facts.device_path) facts.device = look_at(*facts.device_path);
    if (loaded.settings) {
        facts.state = look_at_state(loaded.settings->state_directory);
        for (const auto& server : loaded.settings->servers)
            if (const auto& host = server.account.uri.host; is_name(host)) facts.lookups.push_back(look_up(host));
    }
    look_at_clock(facts);
    if (loaded.settings && facts.status.is_null()) look_without_agent(*loaded.settings, facts);
    return facts;
}

}  // namespace agent::daemon::agentctl
