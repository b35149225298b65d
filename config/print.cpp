#include "config/print.hpp"

#include <array>

#include "config/format_names.hpp"
#include "config/print_parts.hpp"
#include "config/units.hpp"

namespace agent::config {
namespace {

void print_recovery(YamlWriter& out, const modem::RecoverySettings& recovery) {
    out.plain("at_timeouts", std::to_string(recovery.at_timeouts));
    out.plain("check_after", duration_text(recovery.check_after));
    out.plain("reopen_after", std::to_string(recovery.reopen_after));
    out.plain("reset_after", duration_text(recovery.reset_after));
    out.plain("servers_silent", duration_text(recovery.servers_silent));
    out.plain("step_tries", std::to_string(recovery.step_tries));
    out.plain("forget_after", duration_text(recovery.forget_after));
    out.plain("radio_cycles_per_day", std::to_string(recovery.radio_cycles_per_day));
    out.plain("restarts_per_hour", std::to_string(recovery.restarts_per_hour));
    out.plain("hard_resets_per_day", std::to_string(recovery.hard_resets_per_day));
    if (recovery.hard_reset.empty()) return;
    out.open("hard_reset");
    print_argv(out, "command", recovery.hard_reset);
    out.plain("timeout", duration_text(recovery.hard_reset_timeout));
    out.close();
}

void print_modem(YamlWriter& out, const Settings& settings) {
    const auto& modem = settings.modem;
    out.open("modem");
    out.text("device", modem.device);
    out.open_list("baud");
    for (const auto baud : modem.bauds) out.plain_item(std::to_string(baud));
    out.close();
    if (modem.apn) out.text("apn", *modem.apn);
    if (settings.sim_pin_source) print_secret(out, "sim_pin", *settings.sim_pin_source, false);
    constexpr std::array sleeps{"off", "light", "psm"};
    out.plain("sleep", sleeps[static_cast<std::size_t>(modem.sleep)]);
    if (modem.periodic_update) out.plain("periodic_update", duration_text(*modem.periodic_update));
    out.plain("resolve", modem.resolve_with_module ? "module" : "host");
    out.open("recovery");
    print_recovery(out, modem.recovery);
    out.close();
    print_timing(out, modem.timing);
    out.open("encoding");
    constexpr std::array forms{"inline_hex", "prompt_length", "prompt_ctrl_z"};
    out.plain("payload_form", forms[static_cast<std::size_t>(modem.encoding.payload_form)]);
    out.boolean("quote_integer_options", modem.encoding.quote_integer_options);
    out.boolean("raw_opaque_options", modem.encoding.raw_opaque_options);
    out.boolean("kept_options", modem.encoding.kept_options);
    out.boolean("extended_codes", modem.encoding.extended_codes);
    out.close();
    out.plain("queue_limit", std::to_string(modem.queue_limit));
    out.close();
}

std::string seconds(std::uint32_t count) { return duration_text(std::chrono::seconds(count)); }

void print_security(YamlWriter& out, const ServerSettings& server) {
    const auto& account = server.account;
    out.text("uri", account.uri.text());
    if (!account.psk) return;
    out.open("psk");
    out.text("identity", account.psk->identity);
    if (server.key_source) print_secret(out, "key", *server.key_source, true);
    out.close();
}

void print_bootstrap(YamlWriter& out, const ServerSettings& server, const lwm2m::BootstrapTiming& timing) {
    const auto& account = server.account;
    out.open("bootstrap");
    print_security(out, server);
    out.text("version", account.version.text());
    out.plain("hold_off", seconds(account.hold_off_s));
    out.plain("most", duration_text(timing.most));
    out.plain("silence", duration_text(timing.silence));
    if (account.account_timeout_s > 0) out.plain("forget_after", seconds(account.account_timeout_s));
    out.close();
}

void print_server(YamlWriter& out, const ServerSettings& server) {
    const auto& account = server.account;
    out.open_item();
    out.plain("short_id", std::to_string(account.short_id));
    print_security(out, server);
    out.plain("lifetime", account.lifetime_s == 0 ? "infinite" : seconds(account.lifetime_s));
    out.plain("binding", account.binding);
    out.text("version", account.version.text());
    out.plain("pmin", seconds(account.default_pmin_s));
    if (account.default_pmax_s) out.plain("pmax", seconds(*account.default_pmax_s));
    out.boolean("store_notifications", account.store_notifications);
    out.boolean("mute_send", account.mute_send);
    out.plain("disable_timeout", seconds(account.disable_timeout_s));
    if (account.priority) out.plain("order", std::to_string(*account.priority));
    out.plain("initial_delay", seconds(account.initial_delay_s));
    out.boolean("block_on_failure", account.block_on_failure);
    out.boolean("bootstrap_on_failure", account.bootstrap_on_failure);
    print_retry(out, account.retry);
    if (account.apn_link) out.plain("apn_profile", std::to_string(account.apn_link->instance));
    out.close();
}

void print_observe(YamlWriter& out, const lwm2m::AttributeDefault& defaults) {
    const auto& attributes = defaults.attributes;
    out.open_item();
    out.text("path", defaults.path.text());
    const auto seconds = [&](std::string_view key, std::optional<std::uint32_t> count) {
        if (count) out.plain(key, duration_text(std::chrono::seconds(*count)));
    };
    seconds("pmin", attributes.pmin);
    seconds("pmax", attributes.pmax);
    seconds("epmin", attributes.epmin);
    seconds("epmax", attributes.epmax);
    if (attributes.gt) out.number("gt", *attributes.gt);
    if (attributes.lt) out.number("lt", *attributes.lt);
    if (attributes.st) out.number("st", *attributes.st);
    if (attributes.edge) out.plain("edge", *attributes.edge ? "rising" : "falling");
    if (attributes.con) out.boolean("con", *attributes.con);
    if (attributes.hqmax) out.plain("hqmax", std::to_string(*attributes.hqmax));
    out.close();
}

void print_send(YamlWriter& out, const lwm2m::SendRule& rule) {
    out.open_item();
    out.open_list("paths");
    for (const auto& path : rule.paths) out.text_item(path.text());
    out.close();
    out.boolean("on_change", rule.on_change);
    if (rule.on_change) out.plain("pmin", duration_text(rule.pmin));
    if (rule.every) out.plain("every", duration_text(*rule.every));
    if (!rule.servers.empty()) {
        out.open_list("servers");
        for (const auto server : rule.servers) out.plain_item(std::to_string(server));
        out.close();
    }
    out.close();
}

void print_service(YamlWriter& out, const Settings& settings) {
    constexpr std::array levels{"trace", "debug", "info", "warning", "error", "off"};
    constexpr std::array targets{"auto", "stderr", "journal"};
    constexpr std::array moments{"registered", "module", "started"};
    out.open("log");
    out.plain("level", levels[static_cast<std::size_t>(settings.log.level)]);
    out.plain("to", targets[static_cast<std::size_t>(settings.log.target)]);
    out.close();
    out.open("start");
    out.plain("ready_when", moments[static_cast<std::size_t>(settings.start.ready_when)]);
    if (settings.start.timeout) out.plain("timeout", duration_text(*settings.start.timeout));
    out.close();
    out.open("stop");
    out.plain("timeout", duration_text(settings.stop.timeout));
    out.boolean("deregister", settings.stop.deregister);
    out.close();
    if (!settings.control) return out.boolean("control", false);
    out.open("control");
    out.text("socket", settings.control->socket);
    out.text("group", settings.control->group);
    out.close();
}

std::string print_with(YamlWriter out, const Settings& settings) {
    out.plain("version", "1");
    out.text("endpoint", settings.endpoint);
    out.text("state_directory", settings.state_directory);
    print_modem(out, settings);
    if (settings.bootstrap) print_bootstrap(out, *settings.bootstrap, settings.bootstrap_timing);
    if (!settings.servers.empty()) {
        out.open_list("servers");
        for (const auto& server : settings.servers) print_server(out, server);
        out.close();
    }
    out.open("registration");
    print_retry(out, settings.retry);
    out.plain("awake", duration_text(settings.awake));
    out.boolean("hold_notifications", settings.hold_notifications);
    out.plain("send_format", std::string(name_of_format(settings.send_format)));
    if (!settings.formats.empty()) {
        out.open_list("formats");
        for (const auto format : settings.formats) out.plain_item(std::string(name_of_format(format)));
        out.close();
    }
    out.close();
    out.open_list("objects");
    for (const auto& object : settings.objects) {
        if (settings.gateway.empty() || object.definition.id != 25) print_object(out, object);
    }
    out.close();
    if (!settings.gateway.empty()) print_gateway(out, settings.gateway);
    out.open_list("observe");
    for (const auto& defaults : settings.observe) print_observe(out, defaults);
    out.close();
    out.open_list("send");
    for (const auto& rule : settings.send) print_send(out, rule);
    out.close();
    out.open("storing");
    out.plain("notifications", std::to_string(settings.storing.most));
    out.plain("size", size_text(settings.storing.most_bytes));
    out.plain("write_every", duration_text(settings.storing.write_every));
    out.close();
    print_service(out, settings);
    return std::move(out).take();
}

}  // namespace

std::string print_config(const Settings& settings) { return print_with(YamlWriter(), settings); }

std::string print_config(const Settings& settings, const Origins& origins) {
    return print_with(YamlWriter([&](const std::string& path) { return origins.of(path); }), settings);
}

}  // namespace agent::config
