// servers, registration and bootstrap: whom the agent talks to and as whom.
#include <algorithm>

#include <fmt/format.h>

#include "config/format_names.hpp"
#include "config/quoting.hpp"
#include "config/readers.hpp"
#include "lwm2m/base/shown_uri.hpp"

namespace agent::config {
namespace {

constexpr std::size_t most_servers = 4;        // the module has five contexts; one is left for a bootstrap server
constexpr std::size_t longest_identity = 152;  // QCOAP note 2.3.1
constexpr std::size_t longest_key = 128;
constexpr lwm2m::Id apn_connection_profile = 11;

std::optional<lwm2m::ServerUri> read_uri(const View& view) {
    const auto text = view.text();
    if (!text) return std::nullopt;
    std::string why;
    auto uri = lwm2m::ServerUri::parse(*text, why);
    if (!uri) view.problem(fmt::format("{}: {}", quoted(shown_uri(*text)), why));
    return uri;
}

std::optional<std::string> read_identity(const View& view) {
    auto identity = read_template(view);
    if (!identity) return std::nullopt;
    if (identity->size() > longest_identity) {
        view.problem(fmt::format("has {} bytes; the module takes {}", identity->size(), longest_identity));
        return std::nullopt;
    }
    if (identity->find_first_of("\"\r\n\t") != std::string::npos) {
        view.problem("holds a quote or a line's end, which the module's command cannot carry");
        return std::nullopt;
    }
    return identity;
}

}  // namespace

Credentials read_psk(const View& view, const Context& context) {
    Credentials read{.psk = {.identity = "{endpoint}"}};
    MapReader map(view, MapReader::Contents::secret);
    if (const auto identity = map.find("identity")) assign(read.psk.identity, read_identity(*identity));
    if (const auto key = map.require("key")) {
        if (auto secret = read_secret(*key, context, longest_key, true)) {
            read.source = secret->source;
            read.psk.key = to_bytes(secret->content.value_or(""));
            if (secret->content && secret->content->size() < 8) key->warning("a key this short is easily guessed");
        }
    }
    map.finish();
    return read;
}

namespace {

/// uri and psk, which belong together.
void read_security(MapReader& map, ServerSettings& server, const Context& context) {
    const auto uri_view = map.require("uri");
    const auto uri = uri_view ? read_uri(*uri_view) : std::nullopt;
    assign(server.account.uri, uri);
    const auto psk_view = map.find("psk");
    if (uri && uri->secure && !psk_view) {
        uri_view->problem("coaps needs a psk: (the module knows no certificates)");
    }
    if (!psk_view) return;
    auto credentials = read_psk(*psk_view, context);
    if (uri && !uri->secure) {
        psk_view->warning("is not used: coap:// is not encrypted, coaps:// is");
        return;
    }
    server.account.psk = std::move(credentials.psk);
    server.key_source = std::move(credentials.source);
}

void read_lifetime(const View& view, std::uint32_t& lifetime_s) {
    if (view.is_scalar() && view.node().text == "infinite") {
        lifetime_s = 0;
        return;
    }
    const auto seconds = view.whole_seconds();
    if (!seconds) return;
    if (*seconds == 0) view.problem("a lifetime of nothing: write infinite for one without an end");
    lifetime_s = *seconds;
}

void read_short_id(const View& view, std::uint16_t& short_id, const std::vector<ServerSettings>& others) {
    const auto id = view.integer(1, 65534);
    if (!id) return;
    short_id = static_cast<std::uint16_t>(*id);
    const auto same = std::ranges::find(others, short_id, [](const auto& other) { return other.account.short_id; });
    if (same == others.end()) return;
    view.problem(fmt::format("{} is that of servers[{}]", short_id, same - others.begin()));
}

void read_server(const View& view, ServerSettings& server, const std::vector<ServerSettings>& others,
                 const Context& context) {
    MapReader map(view);
    auto& account = server.account;
    if (const auto id = map.require("short_id")) read_short_id(*id, account.short_id, others);
    read_security(map, server, context);
    if (const auto lifetime = map.find("lifetime")) read_lifetime(*lifetime, account.lifetime_s);
    if (const auto binding = map.choice("binding", {"U", "UQ"})) account.binding = *binding == 0 ? "U" : "UQ";
    if (const auto version = map.choice("version", {"1.0", "1.1"})) {
        account.version = {1, static_cast<std::uint8_t>(*version)};
    }
    assign(account.default_pmin_s, map.whole_seconds("pmin"));
    assign(account.default_pmax_s, map.whole_seconds("pmax"));
    if (account.default_pmax_s && *account.default_pmax_s < std::max(1u, account.default_pmin_s)) {
        map.at_key("pmax").problem(account.default_pmin_s > 0 ? "is shorter than pmin" : "is nothing: leave it out");
    }
    assign(account.store_notifications, map.boolean("store_notifications"));
    assign(account.mute_send, map.boolean("mute_send"));
    assign(account.disable_timeout_s, map.whole_seconds("disable_timeout"));
    if (const auto order = map.integer("order", 0, 65535)) account.priority = static_cast<std::uint32_t>(*order);
    assign(account.initial_delay_s, map.whole_seconds("initial_delay"));
    assign(account.block_on_failure, map.boolean("block_on_failure"));
    assign(account.bootstrap_on_failure, map.boolean("bootstrap_on_failure"));
    if (const auto retry = map.find("retry")) read_retry(*retry, account.retry);
    if (const auto profile = map.integer("apn_profile", 0, 65534)) {
        account.apn_link = lwm2m::ObjectLink{apn_connection_profile, static_cast<lwm2m::Id>(*profile)};
    }
    map.finish();
}

}  // namespace

void read_retry(const View& view, lwm2m::RetrySettings& retry) {
    MapReader map(view);
    assign(retry.first, map.duration("first", 1s, 24h));
    assign(retry.most, map.duration("most", 1s, 30 * 24h));
    assign(retry.attempts, map.integer("attempts", 1, 1000));
    if (const auto pause = map.duration("pause", 1s, 365 * 24h)) retry.pause = *pause;
    assign(retry.sequences, map.integer("sequences", 1, 1000));
    if (const auto jitter = map.number("jitter")) {
        if (*jitter < 0 || *jitter > 1) map.find("jitter")->problem(fmt::format("{} is outside 0..1", *jitter));
        retry.jitter = *jitter;
    }
    if (retry.first > retry.most) map.at_key("first").problem("is longer than most");
    map.finish();
}

namespace {

void read_formats(const View& view, Settings& settings) {
    for (const auto& item : view.items()) {
        const auto name = item.text();
        if (!name) continue;
        const auto format = format_named(*name);
        if (!format) {
            item.problem(fmt::format("\"{}\" is none of {}", *name, format_names()));
        } else if (std::ranges::count(settings.formats, *format) > 0) {
            item.problem(fmt::format("{} is listed twice", *name));
        } else {
            settings.formats.push_back(*format);
        }
    }
}

void read_send_format(const View& view, Settings& settings) {
    using coap::ContentFormat;
    const auto name = view.text();
    if (!name) return;
    const auto format = format_named(*name);
    if (format != ContentFormat::senml_cbor && format != ContentFormat::senml_json) {
        return view.problem(fmt::format("\"{}\" is neither senml-cbor nor senml-json", *name));
    }
    settings.send_format = *format;
}

}  // namespace

void read_registration(const View& view, Settings& settings) {
    MapReader map(view);
    if (const auto retry = map.find("retry")) read_retry(*retry, settings.retry);
    assign(settings.awake, map.duration("awake", 1s, 3h));
    assign(settings.hold_notifications, map.boolean("hold_notifications"));
    if (const auto formats = map.find("formats")) read_formats(*formats, settings);
    if (const auto format = map.find("send_format")) read_send_format(*format, settings);
    map.finish();
}

void read_servers(const View& view, Settings& settings, const Context& context) {
    const auto items = view.items();
    if (items.empty() && view.is_sequence()) view.problem("is empty: a server belongs here");
    if (items.size() > most_servers) {
        items[most_servers].problem(fmt::format("the module serves {} servers at most", most_servers));
    }
    for (const auto& item : items) {
        ServerSettings server;
        server.account.instance = static_cast<lwm2m::Id>(settings.servers.size());
        // Bootstrap servers expect their own account to be /0/0.
        server.account.security_instance =
            static_cast<lwm2m::Id>(settings.servers.size() + (settings.bootstrap ? 1 : 0));
        server.account.retry = settings.retry;
        read_server(item, server, settings.servers, context);
        if (settings.modem.sleep == modem::Sleep::psm && !server.account.queue_mode() && item.is_map()) {
            item.warning("takes the device for reachable while the module sleeps (modem.sleep: psm): binding: UQ");
        }
        settings.servers.push_back(std::move(server));
    }
}

void check_apn_profiles(const View& servers, const Settings& settings) {
    const auto items = servers.items();
    for (std::size_t place = 0; place < items.size(); ++place) {
        const auto& link = settings.servers[place].account.apn_link;
        const lwm2m::ObjectPath path(apn_connection_profile, link ? link->instance : lwm2m::Id{0});
        if (!link || is_offered(settings, path)) continue;
        MapReader(items[place]).at_key("apn_profile").problem(fmt::format("{} is not among the objects", path.text()));
    }
}

void read_bootstrap(const View& view, Settings& settings, const Context& context) {
    MapReader map(view);
    auto& server = settings.bootstrap.emplace();
    auto& account = server.account;
    account.short_id = 0;
    read_security(map, server, context);
    if (const auto version = map.choice("version", {"1.0", "1.1"})) {
        account.version = {1, static_cast<std::uint8_t>(*version)};
    }
    assign(account.hold_off_s, map.whole_seconds("hold_off"));
    auto& timing = settings.bootstrap_timing;
    assign(timing.most, map.duration("most", 1s, 30 * 24h));
    assign(timing.silence, map.duration("silence", 10s, 24h));
    if (const auto forget = map.whole_seconds("forget_after")) {
        if (*forget == 0) map.at_key("forget_after").problem("is at once: leave it out for never");
        account.account_timeout_s = *forget;
    }
    if (std::chrono::seconds(account.hold_off_s) > timing.most) map.at_key("hold_off").problem("is longer than most");
    map.finish();
}

}  // namespace agent::config
