#include "daemon/control/replies.hpp"

#include <chrono>

namespace agent::daemon::control {
namespace {

double seconds(Duration duration) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) / 1000;
}

void add_text(Json& to, const char* name, std::string_view text) {
    if (!text.empty()) to[name] = text;
}
void add_time(Json& to, const char* name, std::optional<TimePoint> when, TimePoint now) {
    if (when) to[name] = seconds(*when - now);
}

Json module_json(const ModuleReport& module) {
    Json json{{"state", module.state}};
    add_text(json, "reason", module.reason);
    json["device"] = module.device;
    add_text(json, "manufacturer", module.identity.manufacturer);
    add_text(json, "model", module.identity.model);
    add_text(json, "revision", module.identity.revision);
    add_text(json, "imei", module.identity.imei);
    add_text(json, "imsi", module.identity.imsi);
    add_text(json, "iccid", module.identity.iccid);
    if (module.signal && module.signal->rsrp_dbm) json["rsrp_dbm"] = *module.signal->rsrp_dbm;
    if (module.signal && module.signal->rsrq_db) json["rsrq_db"] = *module.signal->rsrq_db;
    if (module.examination) json.update(daemon::to_json(*module.examination));
    return json;
}

Json server_json(const ServerReport& server, TimePoint now) {
    Json json{{"server", server.short_id}, {"uri", server.uri}, {"context", server.context}, {"stopped", server.held}};
    json.update(to_json(server.registration, now));
    json["observations"] = server.observations.size();
    return json;
}

Json traffic_json(const Traffic& traffic) { return {{"messages", traffic.messages}, {"bytes", traffic.bytes}}; }

}  // namespace

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string success(const Json& result) {
    Json line{{"ok", true}};
    line.update(result);
    return line_of(line);
}

std::string failure(const Problem& problem) {
    Json error{{"kind", problem.kind}, {"message", problem.message}};
    if (problem.where)
        error["where"] = {
            {"text", problem.where->text}, {"from", problem.where->from}, {"length", problem.where->length}};
    add_text(error, "help", problem.help);
    if (problem.code) error["code"] = problem.code->text();
    return line_of({{"ok", false}, {"error", std::move(error)}});
}

Json to_json(const lwm2m::RegistrationStatus& status, TimePoint now) {
    Json json{{"state", lwm2m::name_of(status.state)}};
    add_text(json, "reason", status.detail);
    add_text(json, "location", status.location);
    json["lifetime_s"] = status.lifetime_s;
    json["version"] = status.version.text();
    if (status.failures > 0) json["failures"] = status.failures;
    add_time(json, "next_s", status.next, now);
    add_time(json, "expires_s", status.expires, now);
    return json;
}

Json to_json(const lwm2m::BootstrapStatus& status, TimePoint now) {
    Json json{{"state", lwm2m::name_of(status.state)}};
    add_text(json, "reason", status.detail);
    if (status.failures > 0) json["failures"] = status.failures;
    add_time(json, "next_s", status.next, now);
    return json;
}

Json to_json(const StatusReport& report) {
    Json json{
        {"version", report.version}, {"endpoint", report.endpoint},          {"running_s", seconds(report.running)},
        {"summary", report.summary}, {"module", module_json(report.module)}, {"servers", Json::array()}};
    for (const auto& server : report.servers) json["servers"].push_back(server_json(server, report.now));
    if (report.bootstrap) {
        auto& bootstrap = json["bootstrap"] = {{"uri", report.bootstrap->uri}};
        bootstrap.update(to_json(report.bootstrap->status, report.now));
    }
    return json;
}

Json to_json(const StatisticsReport& report) {
    Json json{{"running_s", seconds(report.running)}, {"traffic", Json::array()}};
    for (const auto& row : report.traffic)
        json["traffic"].push_back({{"server", row.server},
                                   {"operation", row.operation},
                                   {"sent", traffic_json(row.sent)},
                                   {"received", traffic_json(row.received)}});
    const auto& client = report.client;
    json["client"] = {{"requests", client.requests},   {"repetitions", client.repetitions},
                      {"refused", client.refused},     {"notifications", client.notifications},
                      {"registers", client.registers}, {"updates", client.updates}};
    const auto& line = report.line;
    json["line"] = {{"bytes_sent", line.bytes_out},       {"bytes_received", line.bytes_in},
                    {"commands", line.commands},          {"errors", line.errors},
                    {"timeouts", line.timeouts},          {"damaged_urcs", line.damaged_urcs},
                    {"dropped_bytes", line.dropped_bytes}};
    json["recoveries"] = {{"module", report.recoveries.module},
                          {"contexts", report.recoveries.contexts},
                          {"port", report.recoveries.port}};
    return json;
}

}  // namespace agent::daemon::control
