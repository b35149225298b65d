// The running agent as the control socket's subject: what it can be asked, what it counts for that, and what it tells
// those who follow.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "config/settings.hpp"
#include "daemon/control/control.hpp"
#include "daemon/loop.hpp"
#include "daemon/state_store.hpp"
#include "daemon/traffic_meter.hpp"
#include "lwm2m/base/wall_clock.hpp"
#include "lwm2m/client/client.hpp"
#include "modem/modem.hpp"

namespace agent::daemon {

class AgentControl final : public control::Subject {
public:
    /// All of it outlives the control.
    struct Needs {
        const config::Settings& settings;
        Loop& loop;
        modem::Modem& modem;
        lwm2m::ObjectTree& tree;
        std::optional<lwm2m::Client>& client;
        StateStore& store;
        WallClock clock;
        std::function<std::string()> summary;  // the state in one line
        std::function<const control::ConfigurationReport&()> configuration;
        std::function<void(ReloadDone)> reload;
        Log log;
    };

    explicit AgentControl(Needs needs);
    ~AgentControl() override;
    AgentControl(const AgentControl&) = delete;
    AgentControl& operator=(const AgentControl&) = delete;

    /// Listens where the configuration says; that it can't is logged and no reason to end.
    void start();
    /// Writes down the counters, so that the next run goes on from there.
    void keep_statistics();

    // What happens to the agent.
    void on_port(bool open);
    void on_state(modem::State state, std::string_view reason);
    void on_context(modem::ClientId client, modem::ContextState state, error_code why);
    void on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status);
    void on_bootstrap(const lwm2m::BootstrapStatus& status);
    void on_operation(lwm2m::ServerIndex server, lwm2m::Operation operation, const lwm2m::ObjectPath& path,
                      coap::Code code);
    void on_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing);

    // What can be asked.
    void status(bool examine, StatusDone done) override;
    control::StatisticsReport statistics() const override;
    const lwm2m::ObjectTree* objects() const override { return needs_.client ? &needs_.tree : nullptr; }
    std::vector<control::ServerReport> servers() const override;
    void read(const lwm2m::ObjectPath& path, ReadDone done) override;
    void write(const lwm2m::ObjectPath& path, lwm2m::ResourceValue value, Done done) override;
    void create(const lwm2m::ObjectPath& object, std::optional<lwm2m::Id> instance, lwm2m::GivenValues values,
                CreateDone done) override;
    void remove(const lwm2m::ObjectPath& instance, Done done) override;
    void send(lwm2m::ServerIndex server, std::span<const lwm2m::ObjectPath> paths, Done done) override {
        needs_.client->send(server, paths, std::move(done));
    }
    void execute(const lwm2m::ObjectPath& path, std::string_view arguments, Done done) override;
    void update(lwm2m::ServerIndex server) override { needs_.client->update(server); }
    void hold(lwm2m::ServerIndex server, bool held) override;
    void reload(ReloadDone done) override { needs_.reload(std::move(done)); }
    lwm2m::Outcome<void> bootstrap() override { return needs_.client->request_bootstrap(); }
    LogLevel log_level() const override { return needs_.log.threshold(); }
    void set_log_level(LogLevel level) override;

private:
    using Signal = std::optional<modem::module::extended_signal_quality::ExtendedSignalQuality>;
    struct Asking {  // a status that waits for the module to say how well it hears
        StatusDone done;
        TimerId limit = TimerId::none;
        Signal signal;
    };

    Timers& timers() const { return needs_.loop.timers(); }
    control::StatusReport report(Signal signal) const;
    void examine(std::uint64_t id);
    void finish_status(std::uint64_t id, std::optional<Examination> examination);
    std::string server_name(lwm2m::ServerIndex server) const;
    void keep_statistics_later();
    std::optional<std::int64_t> counting_since() const;
    void refresh_trace();
    void log_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) const;
    void publish_message(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing);

    Needs needs_;
    TimePoint started_;
    Counters earlier_;  // of the runs before
    TimerId keep_timer_ = TimerId::none;
    TrafficMeter meter_;
    control::Recoveries recoveries_;
    bool was_ready_ = false;
    bool is_lost_ = false;  // the module, since it was ready
    bool port_is_lost_ = false;
    std::string reason_;
    std::map<std::uint64_t, Asking> asking_;
    std::uint64_t last_asking_ = 0;
    control::Control control_;
};

}  // namespace agent::daemon
