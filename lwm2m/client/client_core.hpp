// What is behind the façade: the places of the servers, and what concerns several of them.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "lwm2m/client/client.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/session.hpp"

namespace agent::lwm2m {

class Client::Core final : private Neighbours {
public:
    Core(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
         Transport& transport, ClientListener& listener);
    ~Core() override;
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    void start();
    void stop(std::function<void()> done);
    /// Runs `act` on a session, then looks whether that was what stop() waits for.
    void with(ServerIndex server, const std::function<void(Session&)>& act);

    const Accounts& accounts() const { return context_.accounts; }
    const Session& session(ServerIndex server) const { return *sessions().subspan(server, 1).front(); }
    const ClientCounters& counters() const { return context_.counters; }

private:
    void on_registration(ServerIndex server) override;
    Outcome<void> request_bootstrap(BootstrapReason reason) override;

    /// Those that have an account.
    std::span<const std::unique_ptr<Session>> sessions() const {
        return std::span(sessions_).first(context_.accounts.size());
    }
    void assign_places();
    void changed(const ObjectPath& path, std::optional<ServerIndex> origin);
    void finish_stop(bool at_once);

    Context context_;
    std::array<std::unique_ptr<Session>, most_servers> sessions_;
    std::function<void()> stopped_;
    TimerId stop_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
