#include "daemon/agentctl/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "daemon/agentctl/json_access.hpp"
#include "daemon/agentctl/server_road.hpp"
#include "daemon/agentctl/table.hpp"

namespace agent::daemon::agentctl {
namespace {

using Findings = std::vector<Finding>;

void examine_configuration(const Facts& facts, Findings& findings) {
    if (facts.problems.empty())
        return findings.push_back({"configuration", Verdict::good, facts.configuration + " is valid", ""});
    const auto more = facts.problems.size() - 1;
    findings.push_back({"configuration", Verdict::bad,
                        facts.problems.front() + (more > 0 ? fmt::format(" (and {} more)", more) : ""),
                        fmt::format("`lwm2m-agentd --check-config -c {}` lists all of it", facts.configuration)});
}

void examine_device(const Facts& facts, Findings& findings) {
    if (!facts.device_path) return;
    const auto& device = facts.device;
    const auto& path = *facts.device_path;
    if (!device.there)
        return findings.push_back({"device", Verdict::bad, path + ": there is no such device",
                                   "is it plugged in? `ls -l /dev/serial/by-id` shows what is"});
    if (!device.is_terminal)
        return findings.push_back({"device", Verdict::bad, path + " is no serial device", "modem.device names it"});
    findings.push_back({"device", Verdict::good, fmt::format("{}, {}", path, device.access), ""});
    const bool is_ours = device.holder.starts_with("lwm2m-agentd");
    if (device.holder.empty())
        findings.push_back({"port", facts.status.is_null() ? Verdict::good : Verdict::doubtful,
                            "nobody that can be seen uses it", "root sees every process"});
    else if (is_ours)
        findings.push_back({"port", Verdict::good, "used by " + device.holder, ""});
    else
        findings.push_back({"port", Verdict::bad, "used by " + device.holder,
                            "stop it; ModemManager leaves a device alone that has ID_MM_DEVICE_IGNORE=1 in udev"});
}

void examine_agent(const Facts& facts, Findings& findings) {
    if (facts.status.is_null())
        return findings.push_back({"agent", Verdict::bad, facts.silence, "`systemctl status lwm2m-agent`"});
    findings.push_back({"agent", Verdict::good,
                        fmt::format("lwm2m-agentd {}, running for {}", text_at(facts.status, "version"),
                                    period_text(number_at(facts.status, "running_s").value_or(0))),
                        ""});
    if (!facts.process) return;
    const auto& process = *facts.process;
    if (process.no_new_privileges && process.filtered)
        findings.push_back({"sandbox", Verdict::good, "no new privileges, system calls filtered", ""});
    else
        findings.push_back({"sandbox", Verdict::doubtful,
                            fmt::format("{}, system calls {}",
                                        process.no_new_privileges ? "no new privileges" : "new privileges possible",
                                        process.filtered ? "filtered" : "not filtered"),
                            "start it by its systemd unit"});
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t kib = 1024;
    if (bytes < kib * kib) return fmt::format("{} KiB", bytes / kib);
    return bytes < kib * kib * kib ? fmt::format("{} MiB", bytes / kib / kib)
                                   : fmt::format("{} GiB", bytes / kib / kib / kib);
}

void examine_state(const Facts& facts, Findings& findings) {
    constexpr std::uint64_t too_little = 1024UL * 1024;
    constexpr std::uint64_t little = 8 * too_little;
    if (!facts.state) return;
    const auto& state = *facts.state;
    if (state.read_only)
        return findings.push_back({"state", Verdict::bad, state.path + " is read-only",
                                   "`journalctl -k` may say why; until then what servers write is answered 5.00"});
    const auto room = fmt::format("{}, {} free", state.path, size_text(state.free_bytes));
    if (state.free_bytes < little)
        return findings.push_back({"state", state.free_bytes < too_little ? Verdict::bad : Verdict::doubtful, room,
                                   "make room: where none is left, what servers write is answered 5.00"});
    if (!state.set_aside.empty())
        return findings.push_back({"state", Verdict::doubtful,
                                   fmt::format("{}/{} could not be read once", state.path, state.set_aside.front()),
                                   "what servers had written before is in it; remove it when nobody needs that"});
    findings.push_back({"state", Verdict::good, room, ""});
}

/// As the agent tells of it, or where none runs as it was asked.
const nlohmann::ordered_json& module_of(const Facts& facts) {
    return facts.status.is_null() ? facts.module : object_at(facts.status, "module");
}

/// How far the module has come, and what stops it.
void examine_module(const Facts& facts, Findings& findings) {
    const auto& module = module_of(facts);
    const auto state = text_at(module, "state");
    const auto reason = text_at(module, "reason");
    if (state.empty()) return;
    if (state == "off")
        return findings.push_back({"module", Verdict::bad, "no port: " + reason, "see device and port above"});
    if (state == "probing")
        return findings.push_back({"module", Verdict::bad, "it does not answer: " + reason,
                                   "is it the module's AT port? does modem.baud fit? is the module powered?"});
    findings.push_back(
        {"module", Verdict::good, fmt::format("{} {}", text_at(module, "model"), text_at(module, "revision")), ""});
    if (state == "configuring") return;
    if (state == "waiting_for_sim")
        return findings.push_back({"SIM", Verdict::bad, reason, "is a SIM in? does it want a PIN (modem.sim_pin)?"});
    findings.push_back({"SIM", Verdict::good, "ICCID " + text_at(module, "iccid"), ""});
    if (state == "waiting_for_network")
        return findings.push_back(
            {"network", Verdict::bad, reason, "antenna? coverage? does the APN (modem.apn) belong to the SIM?"});
    findings.push_back({"network", Verdict::good, "attached and registered", ""});
}

void examine_address(const Facts& facts, Findings& findings) {
    const auto& module = module_of(facts);
    if (!module.contains("addresses")) return;
    std::string text;
    for (const auto& address : list_at(module, "addresses")) {
        if (!address.is_string()) continue;
        text += (text.empty() ? "" : ", ") + address.get<std::string>();
    }
    if (!text.empty()) return findings.push_back({"address", Verdict::good, text, ""});
    findings.push_back({"address", Verdict::bad, "the network gave the module none",
                        "does the APN (modem.apn) belong to the SIM, and is data allowed for it?"});
}

/// The network's time, which the gateway's can be held against.
void examine_module_clock(const Facts& facts, Findings& findings) {
    const auto& module = module_of(facts);
    if (!module.contains("addresses")) return;  // it was not asked
    const auto text = text_at(module, "clock");
    if (text.empty())
        return findings.push_back({"module clock", Verdict::doubtful, "the network has not told the time",
                                   "some networks never do; the agent goes by the gateway's own clock"});
    std::tm parts{};
    const bool is_time = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) != nullptr;
    const auto apart = is_time && facts.clock_is_plausible ? std::abs(::timegm(&parts) - facts.now_s) : 0;
    constexpr std::int64_t tolerated_s = 120;
    if (apart <= tolerated_s) return findings.push_back({"module clock", Verdict::good, text, ""});
    findings.push_back({"module clock", Verdict::doubtful,
                        fmt::format("{}: {} from the gateway's", text, period_text(static_cast<double>(apart))),
                        "`timedatectl`: the agent goes by the gateway's clock; a network may be wrong, too"});
}

void examine_signal(const Facts& facts, Findings& findings) {
    const auto rsrp = number_at(module_of(facts), "rsrp_dbm");
    if (!rsrp) return;
    constexpr double weak = -115;
    constexpr double too_weak = -125;
    const auto text = fmt::format("RSRP {} dBm", *rsrp);
    if (*rsrp > weak) return findings.push_back({"signal", Verdict::good, text, ""});
    findings.push_back({"signal", *rsrp > too_weak ? Verdict::doubtful : Verdict::bad, text + " is weak",
                        "a better place for the antenna"});
}

/// By the module, and by the gateway where the module can't or was not asked.
void examine_names(const Facts& facts, Findings& findings) {
    const auto& asked = list_at(module_of(facts), "names");
    for (const auto& lookup : facts.lookups) {
        const auto answer =
            std::ranges::find_if(asked, [&](const auto& name) { return text_at(name, "host") == lookup.host; });
        if (answer != asked.end() && text_at(*answer, "error").empty())
            findings.push_back({"DNS", Verdict::good,
                                fmt::format("{} is {} for the module", lookup.host, text_at(*answer, "address")), ""});
        else if (answer != asked.end() && !lookup.error.empty())
            findings.push_back(
                {"DNS", Verdict::bad,
                 fmt::format("{}: {}, neither by the module nor by the gateway", lookup.host, lookup.error),
                 "is servers.uri spelt right? a private name needs the network's DNS, or an address"});
        else if (lookup.error.empty())
            findings.push_back({"DNS", Verdict::good, lookup.host + " has an address", ""});
        else  // The module may know what the gateway does not.
            findings.push_back({"DNS", Verdict::doubtful, fmt::format("{}: {}", lookup.host, lookup.error),
                                "the gateway can't resolve it; with `resolve: module` the module has to"});
    }
}

void add_failure(Findings& findings, std::string name, const nlohmann::ordered_json& server) {
    const auto reason = text_at(server, "reason");
    auto [found, next] = road_to(reason, text_at(server, "uri").starts_with("coaps"));
    findings.push_back({std::move(name), Verdict::bad,
                        found.empty() ? fmt::format("{} ({})", text_at(server, "state"), reason)
                                      : fmt::format("{} ({})", found, reason),
                        std::move(next)});
}

void examine_servers(const Facts& facts, Findings& findings) {
    if (facts.status.is_null())
        for (const auto& server : facts.servers)
            findings.push_back({"server " + server, Verdict::doubtful, "nobody has tried: no agent runs",
                                "start the agent: whether the server answers shows when it registers"});
    if (const auto& bootstrap = object_at(facts.status, "bootstrap"); !text_at(bootstrap, "reason").empty())
        add_failure(findings, "bootstrap server", bootstrap);
    for (const auto& server : list_at(facts.status, "servers")) {
        const auto name = "server " + text_at(server, "server");
        const auto state = text_at(server, "state");
        if (state == "registered")
            findings.push_back({name, Verdict::good, "registered at " + text_at(server, "location"), ""});
        else if (flag_at(server, "stopped"))
            findings.push_back(
                {name, Verdict::doubtful, "stopped", "`lwm2m-agentctl start " + text_at(server, "server") + "`"});
        else if (!text_at(server, "reason").empty())
            add_failure(findings, name, server);
        else
            findings.push_back({name, Verdict::doubtful, state, "ask again in a minute"});
    }
}

}  // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::good:
            return "good";
        case Verdict::doubtful:
            return "doubtful";
        case Verdict::bad:
            return "bad";
    }
    return "?";
}

std::vector<Finding> examine(const Facts& facts) {
    Findings findings;
    examine_configuration(facts, findings);
    examine_device(facts, findings);
    examine_agent(facts, findings);
    examine_state(facts, findings);
    examine_module(facts, findings);
    examine_signal(facts, findings);
    examine_address(facts, findings);
    if (!facts.clock_is_plausible)
        findings.push_back({"clock", Verdict::bad, "the gateway does not know what day it is", "`timedatectl`"});
    else if (!facts.clock_is_set)
        findings.push_back({"clock", Verdict::doubtful, "it is not synchronised", "`timedatectl`"});
    else
        findings.push_back({"clock", Verdict::good, "it is synchronised", ""});
    examine_module_clock(facts, findings);
    examine_names(facts, findings);
    examine_servers(facts, findings);
    return findings;
}

std::string findings_text(const std::vector<Finding>& findings) {
    constexpr std::string_view marks[] = {"ok", "?", "BAD"};
    Table table;
    for (const auto& finding : findings) {
        table.add({std::string(marks[static_cast<std::size_t>(finding.verdict)]), finding.what, finding.found});
        if (!finding.next.empty() && finding.verdict != Verdict::good) table.add({"", "", "next: " + finding.next});
    }
    return table.text();
}

nlohmann::ordered_json findings_json(const std::vector<Finding>& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& finding : findings) {
        nlohmann::ordered_json json{
            {"what", finding.what}, {"verdict", name_of(finding.verdict)}, {"found", finding.found}};
        if (!finding.next.empty()) json["next"] = finding.next;
        list.push_back(std::move(json));
    }
    return {{"ok", is_healthy(findings)}, {"findings", std::move(list)}};
}

bool is_healthy(const std::vector<Finding>& findings) {
    return std::ranges::none_of(findings, [](const auto& finding) { return finding.verdict == Verdict::bad; });
}

}  // namespace agent::daemon::agentctl
