#include "daemon/agentctl/port_examination.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "daemon/examination.hpp"
#include "modem/at/channel.hpp"
#include "modem/at/errors.hpp"
#include "modem/module/dns.hpp"
#include "modem/module/identity.hpp"
#include "modem/module/network.hpp"
#include "modem/module/reply_fields.hpp"
#include "modem/module/signal.hpp"
#include "modem/module/sim.hpp"
#include "modem/qcoap/urc_scanner.hpp"
#include "modem/resolver.hpp"
#include "modem/serial_port.hpp"

namespace agent::daemon::agentctl {
namespace {

using Json = nlohmann::ordered_json;
using modem::at::Command;
using modem::at::Reply;
namespace module = modem::module;

constexpr unsigned probes = 3;  // a module that has slept wakes at the first
constexpr Duration probe_limit = 1s;
constexpr Duration all_of_it = 90s;

/// The line as long as the questions last. Time passes while it waits for bytes.
class Line {
public:
    Line(modem::SerialPort port, const modem::Settings& settings)
        : port_(std::move(port)),
          channel_({}, timers_, {}, modem::qcoap::urc_recogniser,
                   {.write = [this](std::string_view bytes) { write(bytes); },
                    .on_urc =
                        [this](std::string_view line) {
                            if (const auto found = module::dns::parse_urc(line)) resolver_.on_urc(*found);
                        }}),
          resolver_({settings.resolve_with_module, settings.timing.name_resolution}, timers_, {}, channel_, {}) {}

    /// Waits for the answer.
    Result<Reply> ask(Command command) {
        std::optional<Result<Reply>> answer;
        channel_.execute(std::move(command), [&](Result<Reply> reply) { answer = std::move(reply); });
        run([&] { return answer.has_value(); });
        if (answer) return *answer;
        channel_.abort(modem::at::Error::timed_out);
        return *answer;
    }

    Examination examine(std::vector<std::string> hosts) {
        std::optional<Examination> found;
        Examiner::examine(
            std::move(hosts),
            {.execute = [this](Command command, auto done) { channel_.execute(std::move(command), std::move(done)); },
             .resolve = [this](const std::string& host,
                               auto done) { resolver_.resolve_by_module(host, std::move(done)); }},
            [&](const Examination& examination) { found = examination; });
        run([&] { return found.has_value(); });
        return found.value_or(Examination{});
    }

private:
    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::write(port_.fd(), bytes.data(), bytes.size());
            if (count <= 0) return;  // as good as a module that is silent
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    template<class Done>
    void run(Done done) {
        while (!done() && Clock::now() < end_) {
            pollfd waited{port_.fd(), POLLIN, 0};
            constexpr int turn_ms = 20;
            std::array<char, 1024> bytes{};
            const bool heard = ::poll(&waited, 1, turn_ms) > 0;
            timers_.advance(Clock::now());
            if (!heard) continue;
            const auto count = ::read(port_.fd(), bytes.data(), bytes.size());
            if (count > 0) channel_.receive({bytes.data(), static_cast<std::size_t>(count)});
            if (count == 0 || (waited.revents & (POLLHUP | POLLERR)) != 0) return;
        }
    }

    modem::SerialPort port_;
    TimePoint end_ = Clock::now() + all_of_it;
    Timers timers_{Clock::now()};
    modem::at::Channel channel_;
    modem::Resolver resolver_;
};

bool is_answered(Line& line) {
    for (unsigned probe = 0; probe < probes; ++probe)
        if (line.ask(Command("").within(probe_limit).as_probe())) return true;
    return false;
}

void add_text(Json& json, const char* name, const Result<Reply>& reply, Result<std::string> (*parse)(const Reply&)) {
    const auto text = module::parsed(reply, parse);
    if (text && !text->empty()) json[name] = *text;
}

void set_state(Json& json, std::string_view state, std::string_view reason) {
    json["state"] = state;
    json["reason"] = reason;
}

void ask_identity(Line& line, Json& json) {
    add_text(json, "model", line.ask(module::identity::model()), module::identity::parse_text);
    add_text(json, "revision", line.ask(module::identity::revision()), module::identity::parse_text);
    add_text(json, "imei", line.ask(module::identity::imei()), module::identity::parse_imei);
}

bool ask_sim(Line& line, Json& json) {
    const auto reply = line.ask(module::sim::query());
    const auto lock = module::parsed(reply, module::sim::parse);
    if (lock && *lock == module::sim::Lock::ready) {
        add_text(json, "iccid", line.ask(module::identity::iccid()), module::identity::parse_iccid);
        return true;
    }
    set_state(json, "waiting_for_sim",
              lock ? fmt::format("the SIM is {}", module::sim::to_string(*lock)) : lock.error().message());
    return false;
}

void ask_network(Line& line, Json& json) {
    namespace registration = module::registration;
    const auto reply = line.ask(registration::query());
    const auto now = module::parsed(reply, registration::parse);
    const auto attach = line.ask(module::attach::query());
    const auto attached = module::parsed(attach, module::attach::parse);
    if (!now || !registration::is_registered(now->status))
        set_state(json, "waiting_for_network",
                  now ? std::string(registration::to_string(now->status)) : now.error().message());
    else if (!attached || !*attached)
        set_state(json, "waiting_for_network", "not attached");
}

void ask_signal(Line& line, Json& json) {
    namespace quality = module::extended_signal_quality;
    const auto reply = line.ask(quality::query());
    const auto signal = module::parsed(reply, quality::parse);
    if (signal && signal->rsrp_dbm) json["rsrp_dbm"] = *signal->rsrp_dbm;
}

}  // namespace

Json ask_module(const modem::Settings& settings, std::vector<std::string> hosts) {
    Json json{{"state", "ready"}, {"reason", ""}, {"device", settings.device}};
    for (const auto baud : settings.bauds) {
        auto port = modem::SerialPort::open(settings.device, baud);
        if (!port) {
            set_state(json, "off", port.error().text);
            return json;
        }
        Line line(std::move(*port), settings);
        if (!is_answered(line)) continue;
        ask_identity(line, json);
        if (!ask_sim(line, json)) return json;
        ask_network(line, json);
        ask_signal(line, json);
        if (json["state"] != "ready" || !settings.resolve_with_module) hosts.clear();
        json.update(to_json(line.examine(std::move(hosts))));
        return json;
    }
    set_state(json, "probing", "no answer to AT");
    return json;
}

}  // namespace agent::daemon::agentctl
