// What is behind the façade: the places of the servers, and what concerns several of them.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "lwm2m/client/bootstrap_session.hpp"
#include "lwm2m/client/client.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/local.hpp"
#include "lwm2m/client/send_rules.hpp"
#include "lwm2m/client/session.hpp"

namespace agent::lwm2m {

class Client::Core final : private Neighbours, private BootstrapSession::Host {
public:
    Core(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
         Transport& transport, ClientListener& listener, WallClock clock);
    ~Core() override;
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    void start();
    void stop(std::function<void()> done);
    /// Runs `act` on the place of that server, then looks whether that was what stop() waits for.
    void with(ServerIndex server, auto&& act) {
        if (server == bootstrap_index) act(bootstrap_);
        if (server < sessions().size()) act(*sessions_[server]);
        finish_stop(false);
        if (reconfigured_) await_leaving(false);
    }
    void send(ServerIndex server, std::span<const ObjectPath> paths, SendDone done);
    void update(ServerIndex server);
    void on_network(bool available);
    void on_unreachable();
    void hold(ServerIndex server, bool held);
    Outcome<void> request_bootstrap(BootstrapReason reason) override;
    void reconfigure(ClientSettings settings, ChangeObjects change_objects, std::function<void()> done);
    bool may_reconfigure() const { return !bootstrap_.is_running() && !reconfigured_ && !stopped_; }

    const Accounts& accounts() const { return context_.accounts; }
    const Session& session(ServerIndex server) const { return *sessions().subspan(server, 1).front(); }
    const BootstrapSession& bootstrap() const { return bootstrap_; }
    const ClientCounters& counters() const { return context_.counters; }
    Local& local() { return local_; }

private:
    void on_registration(ServerIndex server) override;
    ResourceMap bootstrap_resources() const override;
    void on_bootstrap_begun() override;
    void on_bootstrap_aborted() override;
    Outcome<void> keep_bootstrap(const ResourceMap& resources, std::vector<Change> changes) override;
    void on_bootstrapped(AccountList accounts) override;

    /// Those that have an account.
    std::span<const std::unique_ptr<Session>> sessions() const {
        return std::span(sessions_).first(context_.accounts.size());
    }
    void assign_places();
    /// Those without a priority at once, the others in their order (LwM2M Core 1.1 §6.2.1.1).
    void start_registrations();
    void start_next();
    std::vector<ServerIndex> senders(const SendRule& rule) const;
    void changed(const ObjectPath& path);
    void written(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin);
    void finish_stop(bool at_once);
    void take(ClientSettings settings);
    void replaced(std::span<const ObjectPath> objects);
    void leave_servers();
    void await_leaving(bool at_once);
    void replace_servers();
    void clear_place(ServerIndex server);
    void forget_attributes(std::uint16_t short_id);
    bool goes_on(ServerIndex server) const;
    void finish_reconfiguration();

    ClientSettings settings_;
    Context context_;
    std::array<std::unique_ptr<Session>, most_servers> sessions_;
    BootstrapSession bootstrap_;
    SendRules send_rules_;
    Local local_{context_};
    std::vector<ServerIndex> order_;  // of the servers with a priority
    std::size_t started_ = 0;         // of order_
    std::function<void()> stopped_;
    TimerId stop_timer_ = TimerId::none;

    // While other settings take the place of those that were.
    std::function<void()> reconfigured_;
    std::optional<Accounts> next_;             // until the servers that go have been told
    std::vector<ServerAccount> next_servers_;  // by their places
    std::vector<ServerIndex> leaving_;
    bool renamed_ = false;  // the endpoint is another one
    TimerId leave_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
