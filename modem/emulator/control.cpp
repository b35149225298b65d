#include "modem/emulator/control.hpp"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lwm2m/coap/wire.hpp"

namespace agent::modem::emulator {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t remembered_datagrams = 64;

Json failure(std::string_view what) { return {{"ok", false}, {"error", what}}; }

std::optional<unsigned> number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

std::string_view take_word(std::string_view& rest) {
    const auto word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    return word;
}

}  // namespace

/// One function a command; `rest` is what follows its name.
struct ControlCommands {
    static Json state(Control& control, std::string_view) {
        auto& module = control.module_;
        return {{"ok", true},
                {"power", name_of(module.power().state())},
                {"registration", module.radio().registration()},
                {"attached", module.radio().ready()},
                {"connected", module.radio().connected()},
                {"psm", module.power().in_psm()},
                {"muted", module.line().muted()}};
    }

    static Json contexts(Control& control, std::string_view) {
        constexpr const char* names[] = {"idle", "opening", "connecting", "connected", "disconnecting"};
        auto list = Json::array();
        for (unsigned id = 0; id < client_count; ++id) {
            const auto& client = control.module_.qcoap().client(id);
            if (!client.exists()) continue;
            list.push_back({{"id", id},
                            {"server", client.server()},
                            {"port", client.port()},
                            {"dtls", client.secure()},
                            {"identity", client.secure() ? client.psk.identity : std::string{}},
                            {"status", names[static_cast<unsigned>(client.status())]},
                            {"send_status", static_cast<unsigned>(client.send_status())},
                            {"waiting", client.waiting()}});
        }
        return {{"ok", true}, {"contexts", list}};
    }

    static Json counters(Control& control, std::string_view) {
        const auto& air = control.module_.air_counters();
        const auto& line = control.module_.line().counters();
        const auto& module = control.module_.counters();
        return {{"ok", true},
                {"bytes_in", module.bytes_in},
                {"bytes_out", line.bytes_out},
                {"bytes_unheard", module.bytes_unheard},
                {"bytes_dropped", line.bytes_dropped},
                {"commands", module.commands},
                {"errors", module.errors},
                {"resets", module.resets},
                {"urcs", line.urcs},
                {"urcs_lost", line.urcs_lost},
                {"results_lost", line.results_lost},
                {"datagrams_sent", air.sent},
                {"datagrams_received", air.received},
                {"datagrams_lost", air.lost},
                {"datagrams_duplicated", air.duplicated},
                {"datagrams_reordered", air.reordered},
                {"retransmissions", air.retransmissions},
                {"malformed", air.malformed},
                {"ignored", air.ignored}};
    }

    static Json datagrams(Control& control, std::string_view rest) {
        const auto wanted = rest.empty() ? std::optional(10U) : number(rest, remembered_datagrams);
        if (!wanted) return failure("datagrams [COUNT], at most 64");
        auto list = Json::array();
        const auto skipped = control.seen_.size() - std::min<std::size_t>(*wanted, control.seen_.size());
        for (auto i = skipped; i < control.seen_.size(); ++i) {
            const auto& seen = control.seen_[i];
            const auto message = coap::decode(seen.datagram);
            list.push_back({{"number", seen.number},
                            {"t", seen.seconds},
                            {"direction", seen.uplink ? "up" : "down"},
                            {"client", seen.client},
                            {"hex", to_hex(seen.datagram)},
                            {"summary", message ? message->summary() : std::string("not CoAP")}});
        }
        return {{"ok", true}, {"datagrams", list}};
    }

    static Json settings(Control& control, std::string_view rest) {
        if (!rest.empty()) {
            const auto value = get(control.module_.settings(), rest);
            return value ? Json{{"ok", true}, {"value", *value}} : failure(value.error().message());
        }
        Json all;
        for (const auto& info : list_settings(control.module_.settings())) all[info.name] = info.value;
        return {{"ok", true}, {"settings", all}};
    }

    static Json set_one(Control& control, std::string_view rest) {
        return outcome(control.faults_.apply("set=" + std::string(rest)));
    }

    static Json schedule(Control& control, std::string_view rest) { return outcome(control.faults_.schedule(rest)); }

    static Json inject(Control& control, std::string_view rest) {
        const auto id = number(take_word(rest), client_count - 1);
        const auto datagram = from_hex(rest);
        if (!id || !datagram) return failure("inject ID HEX");
        if (control.module_.qcoap().client(*id).status() != CoapClient::Status::connected) {
            return failure("the context is not connected");
        }
        control.module_.qcoap().client(*id).receive(*datagram);
        return {{"ok", true}};
    }

    static Json quit(Control& control, std::string_view) {
        control.quit_();
        return {{"ok", true}};
    }

    static Json outcome(const Result<void>& result) {
        return result ? Json{{"ok", true}} : failure(result.error().message());
    }

    struct Row {
        const char* name;
        const char* arguments;
        const char* help;
        Json (*handle)(Control&, std::string_view);
    };
    static constexpr Row rows[] = {
        {"state", "", "power, registration, sleep", state},
        {"contexts", "", "the CoAP contexts that exist", contexts},
        {"counters", "", "what happened on the line and on the air since the start", counters},
        {"datagrams", "[COUNT]", "the last CoAP datagrams, before encryption (10)", datagrams},
        {"get", "[NAME]", "one setting, or all", settings},
        {"set", "NAME=VALUE", "changes a setting", set_one},
        {"fault", "WHEN:WHAT", "as --fault; WHEN counts from now", schedule},
        {"inject", "ID HEX", "a CoAP datagram as if the server of context ID had sent it", inject},
        {"quit", "", "ends the emulator", quit},
    };
};

std::string Control::handle(std::string_view line) {
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    auto rest = line;
    const auto word = take_word(rest);
    // What came over the line or the air may hold any byte; JSON wants UTF-8.
    const auto text = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); };
    for (const auto& row : ControlCommands::rows)
        if (word == row.name) return text(row.handle(*this, rest));
    auto what = std::string(line);
    if (const auto space = what.find(' '); space != std::string::npos && what.find('=') >= space) what[space] = '=';
    return text(ControlCommands::outcome(faults_.apply(what)));
}

void Control::note(const Passage& passage) {
    const auto since = module_.timers().now().time_since_epoch();
    seen_.push_back({++count_, std::chrono::duration<double>(since).count(), passage.uplink, passage.client,
                     Bytes(passage.datagram.begin(), passage.datagram.end())});
    if (seen_.size() > remembered_datagrams) seen_.pop_front();
}

std::string Control::help() {
    std::string text;
    for (const auto& row : ControlCommands::rows) {
        text += fmt::format("  {:<22} {}\n", fmt::format("{} {}", row.name, row.arguments), row.help);
    }
    return text;
}

}  // namespace agent::modem::emulator
