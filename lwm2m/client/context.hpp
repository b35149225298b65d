// What the sessions of one client share.
#pragma once

#include "lwm2m/base/wall_clock.hpp"
#include "lwm2m/client/access_control.hpp"
#include "lwm2m/client/accounts.hpp"
#include "lwm2m/client/bootstrap.hpp"
#include "lwm2m/client/client.hpp"
#include "lwm2m/client/instances.hpp"
#include "lwm2m/client/readings.hpp"
#include "lwm2m/client/watches.hpp"
#include "lwm2m/client/writings.hpp"

namespace agent::lwm2m {

/// How a session reaches what it shares the client with.
class Neighbours {
public:
    virtual ~Neighbours() = default;
    /// The registration of that server is not what it was.
    virtual void on_registration(ServerIndex server) = 0;
    /// Begins later, never inside the call. 4.05 when there is no bootstrap server.
    virtual Outcome<void> request_bootstrap(BootstrapReason reason) = 0;
};

struct Context {
    const ClientSettings& settings;
    ObjectTree& tree;
    Store& store;
    Timers& timers;
    Random& random;
    Log log;
    Transport& transport;
    ClientListener& listener;
    Neighbours& neighbours;
    Accounts accounts;
    AccessControl access;
    ClientCounters counters;
    Readings readings;
    Writings writings;
    Instances instances;
    Watches watches;
    WallClock clock;
    /// A server wrote the resource (nullptr: reset it): whoever else observes it is told.
    std::function<void(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin)> written;
};

}  // namespace agent::lwm2m
