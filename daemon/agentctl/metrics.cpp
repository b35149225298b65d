#include "daemon/agentctl/metrics.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/spawn.hpp"

namespace agent::daemon::agentctl {
namespace {

using Json = nlohmann::ordered_json;

enum class Kind : bool { gauge, counter };

/// A label's value or a help text (OpenMetrics, "Escaping").
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\' || c == '"') result += '\\';
        result += c;
    }
    return result;
}

std::string label(std::string_view name, std::string_view value) {
    return fmt::format(",{}=\"{}\"", name, escaped(value));
}

class Exposition {
public:
    explicit Exposition(std::string_view agent) : agent_(escaped(agent)) {}

    /// What follows are its samples.
    void family(std::string name, Kind kind, std::string_view help) {
        name_ = std::move(name);
        kind_ = kind;
        text_ += fmt::format("# TYPE {} {}\n# HELP {} {}\n", name_, kind == Kind::counter ? "counter" : "gauge", name_,
                             help);
    }
    void sample(const std::string& labels, double value) {
        text_ += fmt::format("{}{}{{agent=\"{}\"{}}} {}\n", name_, kind_ == Kind::counter ? "_total" : "", agent_,
                             labels, value);
    }
    void gauge(std::string name, std::string_view help, const std::string& labels, double value) {
        family(std::move(name), Kind::gauge, help);
        sample(labels, value);
    }
    std::string finish() && { return std::move(text_) + "# EOF\n"; }

private:
    std::string agent_;
    std::string name_;
    Kind kind_ = Kind::gauge;
    std::string text_;
};

void add_module(Exposition& out, const Json& module) {
    constexpr std::string_view states[] = {"off",  "probing", "configuring", "waiting_for_sim", "waiting_for_network",
                                           "ready"};
    out.family("lwm2m_module_state", Kind::gauge, "How far the module has come: one of the states is 1.");
    for (const auto state : states) out.sample(label("state", state), text_at(module, "state") == state ? 1 : 0);
    if (const auto rsrp = number_at(module, "rsrp_dbm"))
        out.gauge("lwm2m_module_rsrp_dbm", "Reference signal received power in dBm.", {}, *rsrp);
    if (const auto rsrq = number_at(module, "rsrq_db"))
        out.gauge("lwm2m_module_rsrq_db", "Reference signal received quality in dB.", {}, *rsrq);
}

std::string server_label(const Json& server) { return label("server", text_at(server, "server")); }

void add_servers(Exposition& out, const Json& servers) {
    if (servers.empty()) return;
    out.family("lwm2m_server_registered", Kind::gauge, "Whether the device is registered at the server.");
    for (const auto& server : servers)
        out.sample(server_label(server), text_at(server, "state") == "registered" ? 1 : 0);
    struct Number {
        const char* member;
        const char* name;
        const char* help;
        bool always;  // 0 where the agent does not say it
    };
    constexpr Number numbers[] = {
        {"failures", "lwm2m_server_failures", "Attempts to register in a row that failed.", true},
        {"lifetime_s", "lwm2m_server_lifetime_seconds", "Lifetime of the registration; 0 is for ever.", true},
        {"expires_s", "lwm2m_server_expires_seconds", "Until the server forgets the registration.", false},
        {"observations", "lwm2m_server_observations", "What the server observes.", true},
    };
    for (const auto& [member, name, help, always] : numbers) {
        std::vector<std::pair<std::string, double>> samples;
        for (const auto& server : servers)
            if (const auto value = number_at(server, member); value || always)
                samples.emplace_back(server_label(server), value.value_or(0));
        if (samples.empty()) continue;
        out.family(name, Kind::gauge, help);
        for (const auto& [labels, value] : samples) out.sample(labels, value);
    }
}

void add_traffic(Exposition& out, const Json& traffic, const char* name, const char* member, const char* help) {
    if (traffic.empty()) return;
    out.family(name, Kind::counter, help);
    for (const auto& row : traffic)
        for (const auto* direction : {"sent", "received"})
            out.sample(
                server_label(row) + label("operation", text_at(row, "operation")) + label("direction", direction),
                number_at(object_at(row, direction), member).value_or(0));
}

/// Each member is a number: `prefix_MEMBER` is a counter.
void add_counters(Exposition& out, const Json& counters, std::string_view prefix, std::string_view help) {
    for (const auto& [member, value] : counters.items()) {
        if (!value.is_number()) continue;
        out.family(fmt::format("{}_{}", prefix, member), Kind::counter, fmt::format("{}: {}.", help, member));
        out.sample({}, value.get<double>());
    }
}

void add_recoveries(Exposition& out, const Json& recoveries) {
    if (recoveries.empty()) return;
    out.family("lwm2m_recoveries", Kind::counter, "What was lost or stuck and came back, and the steps that it took.");
    for (const auto& [member, value] : recoveries.items())
        if (value.is_number()) out.sample(label("what", member), value.get<double>());
}

}  // namespace

std::string metrics_text(std::string_view agent, const Json& status, const Json& statistics) {
    Exposition out(agent);
    out.gauge("lwm2m_agent_up", "Whether the agent answers.", {}, status.is_null() ? 0 : 1);
    if (status.is_null()) return std::move(out).finish();
    const auto& module = object_at(status, "module");
    out.gauge("lwm2m_agent_info", "Who it is.",
              label("version", text_at(status, "version")) + label("endpoint", text_at(status, "endpoint")) +
                  label("model", text_at(module, "model")) + label("revision", text_at(module, "revision")),
              1);
    out.gauge("lwm2m_agent_running_seconds", "Since the agent was started.", {},
              number_at(status, "running_s").value_or(0));
    add_module(out, module);
    add_servers(out, list_at(status, "servers"));
    const auto& traffic = list_at(statistics, "traffic");
    add_traffic(out, traffic, "lwm2m_coap_messages", "messages", "CoAP messages by server and operation.");
    add_traffic(out, traffic, "lwm2m_coap_bytes", "bytes", "Bytes of CoAP by server and operation, before encryption.");
    add_counters(out, object_at(statistics, "client"), "lwm2m_client", "Of the LwM2M client");
    add_counters(out, object_at(statistics, "line"), "lwm2m_line", "Of the serial line");
    add_recoveries(out, object_at(statistics, "recoveries"));
    return std::move(out).finish();
}

std::string metrics_label(const std::string& socket) {
    return std::filesystem::absolute(socket).parent_path().filename().string();
}

error_code replace_file(const std::string& path, std::string_view text) {
    const auto last_error = [] { return error_code(errno, boost::system::system_category()); };
    // Collectors read *.prom alone.
    const auto made = fmt::format("{}.{}", path, ::getpid());
    constexpr mode_t readable_by_all = 0644;
    Descriptor file(::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, readable_by_all));
    if (!file) return last_error();
    error_code failed;
    while (!text.empty() && !failed.failed()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            failed = last_error();
        }
    }
    if (!failed.failed() && (::fchmod(file.get(), readable_by_all) != 0 || ::rename(made.c_str(), path.c_str()) != 0))
        failed = last_error();
    if (failed.failed()) ::unlink(made.c_str());
    return failed;
}

}  // namespace agent::daemon::agentctl
