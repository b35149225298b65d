// What is behind the façade: everything the agent is made of, in the order of its destruction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/templates.hpp"
#include "daemon/agent.hpp"
#include "daemon/agent_control.hpp"
#include "daemon/firmware/firmware.hpp"
#include "daemon/handlers/offered_objects.hpp"
#include "daemon/module_port.hpp"
#include "daemon/module_transport.hpp"
#include "daemon/process.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/state_store.hpp"
#include "lwm2m/client/client.hpp"
#include "modem/modem.hpp"

namespace agent::daemon {

/// What the configuration says to the client.
lwm2m::ClientSettings client_settings(const config::Settings& settings);

class Agent::Core final : public modem::Listener, public lwm2m::ClientListener {
public:
    Core(config::Settings settings, Load load, Loop& loop, Log log, std::function<void(int)> ended);
    ~Core() override { timers_.cancel(limit_); }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    void start();
    void stop();
    void reload(control::Subject::ReloadDone done);

private:
    struct Reload {
        control::Subject::ReloadDone done;
        control::ReloadReport report;
        bool modem = false;  // has to be brought up again
    };

    modem::Hooks modem_hooks();
    ModulePort::Hooks port_hooks();
    ModuleTransport::Hooks transport_hooks();
    Filler::Needs filler_needs();

    void on_state(modem::State state, std::string_view reason) override;
    void on_unreachable() override {
        if (client_) client_->on_unreachable();
    }
    void on_context(modem::ClientId client, modem::ContextState state, error_code why) override {
        control_.on_context(client, state, why);
        transport_.on_context(client, state, why);
    }
    void on_message(modem::ClientId client, coap::Message message) override {
        transport_.on_message(client, std::move(message));
    }
    void on_send_status(modem::ClientId client, coap::MessageId message_id, modem::qcoap::SendStatus status) override {
        transport_.on_send_status(client, message_id, status);
    }
    void on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status) override;
    void on_bootstrap(const lwm2m::BootstrapStatus& status) override;
    void on_accounts_changed() override;
    void on_operation(lwm2m::ServerIndex server, lwm2m::Operation operation, const lwm2m::ObjectPath& path,
                      coap::Code code) override;

    void build_client();
    void build_firmware();
    /// Whether what happens on that context is about a firmware package.
    bool is_package(lwm2m::ServerIndex server) { return firmware_ && firmware_->coap().holds(server); }
    std::string summary() const;
    void refuse_reload(std::vector<std::string> problems);
    void apply(config::Settings next);
    void finish_reload();
    void restart_module();
    void tell_status();
    void end(int exit_code);

    Load load_;
    config::Settings settings_;
    Loop& loop_;
    Timers& timers_;
    Log log_;
    std::function<void(int)> ended_;
    Random random_;
    ServiceManager service_;
    StateStore store_;
    ProcessRunner processes_;
    ModulePort port_;
    modem::Modem modem_;
    ModuleTransport transport_;
    HandlerContext handlers_;
    Filler filler_;
    OfferedObjects objects_;
    lwm2m::ObjectTree tree_;
    std::optional<config::FirmwareSettings> firmware_settings_;
    std::optional<Firmware> firmware_;
    std::optional<lwm2m::Client> client_;
    std::vector<lwm2m::RegistrationStatus> registrations_;
    std::string module_status_ = "starting";
    std::string bootstrap_status_;
    std::string unresolved_;                  // why the client could not be built, said once
    config::TemplateValues template_values_;  // that the settings were resolved with
    control::ConfigurationReport configuration_;
    std::optional<Reload> reload_;  // that is under way
    bool stopping_ = false;
    TimerId limit_ = TimerId::none;  // of the start, then of the stop
    AgentControl control_;
};

}  // namespace agent::daemon
