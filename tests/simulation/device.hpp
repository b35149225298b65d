// The gateway from power-on to power cut: the client, its transport and the module's driver, as the daemon joins them.
#pragma once

#include <optional>

#include "daemon/module_transport.hpp"
#include "lwm2m/client/client.hpp"
#include "modem/modem.hpp"
#include "tests/simulation/conduct.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/handlers.hpp"
#include "tests/simulation/plan.hpp"

namespace agent::simulation {

class Device final : public modem::Listener, public lwm2m::ClientListener {
public:
    /// What outlives a power cut.
    struct World {
        const Plan& plan;
        const Referee& referee;
        Disk& disk;
        std::vector<Ledger>& ledgers;  // of each server
        const HandlerMood& mood;
        Truth& truth;
        WallClock clock;
        std::function<void(std::string_view)> write;  // bytes to the module
        std::function<void(std::string_view)> note;   // for the trace; may be empty
        Log log;
    };

    Device(World world, std::uint64_t seed);
    ~Device() override;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    void start() { modem_.start(); }
    void advance(TimePoint now);
    void receive(std::string_view bytes) {
        if (!unplugged_) modem_.receive(bytes);
    }
    /// The serial port goes away and comes back.
    void unplug();
    void plug_in();
    std::optional<TimePoint> next() { return timers_.next(); }
    /// Invariants that only time shows.
    void look();
    bool is_registered(lwm2m::ServerIndex server) const {
        return client_ && client_->registration(server).state == lwm2m::RegistrationState::registered;
    }
    /// These together.
    bool observes(lwm2m::ServerIndex server, std::span<const lwm2m::ObjectPath> paths) const;
    /// In queue mode: nothing reaches it.
    bool is_asleep(lwm2m::ServerIndex server) const { return client_ && client_->registration(server).asleep; }
    std::string state_text() const;
    std::size_t sends_pending() const { return sends_pending_; }
    bool is_settled(lwm2m::ServerIndex server, Duration period) const {
        return server < conducts_.size() && conducts_[server].is_settled(period);
    }

private:
    void on_state(modem::State state, std::string_view reason) override;
    void on_unreachable() override;
    void on_context(modem::ClientId client, modem::ContextState state, error_code why) override;
    void on_message(modem::ClientId client, coap::Message message) override;
    void on_send_status(modem::ClientId client, coap::MessageId message_id, modem::qcoap::SendStatus status) override;
    void on_registration(lwm2m::ServerIndex server, const lwm2m::RegistrationStatus& status) override;
    void on_accounts_changed() override { forget_bounds(); }
    /// Of the attributes that a bootstrap has taken away.
    void forget_bounds();

    daemon::ModuleTransport::Hooks transport_hooks();
    lwm2m::ClientSettings client_settings() const;
    /// What the device has to say of its own accord.
    void send_later();
    void send(lwm2m::ServerIndex server);
    Conduct* conduct(lwm2m::ServerIndex server) { return server < conducts_.size() ? &conducts_[server] : nullptr; }

    World world_;
    Timers timers_;
    Random random_;
    std::vector<Conduct> conducts_;
    modem::Modem modem_;
    daemon::ModuleTransport module_transport_;
    WatchedTransport transport_;
    Surroundings surroundings_;
    lwm2m::ObjectTree tree_;
    std::optional<lwm2m::Client> client_;
    TimerId send_timer_ = TimerId::none;
    std::size_t sends_pending_ = 0;
    bool unplugged_ = false;
};

/// "192.0.2.1" and so on.
std::string server_address(unsigned server);
inline constexpr unsigned bootstrap_server = 8;

}  // namespace agent::simulation
