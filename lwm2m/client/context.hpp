// What the sessions of one client share.
#pragma once

#include "lwm2m/client/client.hpp"
#include "lwm2m/client/instances.hpp"
#include "lwm2m/client/readings.hpp"
#include "lwm2m/client/watches.hpp"
#include "lwm2m/client/writings.hpp"

namespace agent::lwm2m {

struct Context {
    const ClientSettings settings;
    ObjectTree& tree;
    Store& store;
    Timers& timers;
    Random& random;
    Log log;
    Transport& transport;
    ClientListener& listener;
    ClientCounters counters;
    Readings readings;
    Writings writings;
    Instances instances;
    Watches watches;
    /// A server wrote the resource (nullptr: reset it): whoever else observes it is told.
    std::function<void(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin)> written;
};

}  // namespace agent::lwm2m
