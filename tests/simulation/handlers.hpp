// The resources of the simulated gateway: slow and failing when the mood says so, and honest about what they did.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"
#include "tests/simulation/referee.hpp"

namespace agent::simulation {

struct HandlerMood {
    double slow = 0;  // probabilities, of each call
    double failing = 0;
    double hanging = 0;  // never answers
};

/// What is so, whatever the servers have been told; outlives the gateway.
struct Truth {
    struct Sensed {
        double value = 0;
        TimePoint since{};
    };
    std::map<lwm2m::Id, Sensed> sensed{};  // by resource
};

/// What handlers share. Outlives them.
struct Surroundings {
    Timers& timers;  // of the agent they are part of
    Random& random;
    const HandlerMood& mood;
    const Referee& referee;
    Truth& truth;
    std::set<std::string> executed{};  // arguments of every Execute since the agent started
};

inline constexpr lwm2m::Id simulated_object = 33000;
inline constexpr lwm2m::Id first_text = 0;     // persistent, one for each server
inline constexpr lwm2m::Id first_sensor = 10;  // changes by itself
inline constexpr lwm2m::Id sensors = 2;
inline constexpr lwm2m::Id command = 20;
inline constexpr lwm2m::Id large = 30;  // what no message carries in one piece
// Persistent and as large, one for each server: put together in memory, and taken piece by piece.
inline constexpr lwm2m::Id first_large_text = 40;
inline constexpr lwm2m::Id first_package = 50;
// Persistent, and always the same as its resource of the paired object; one of each for each server.
inline constexpr lwm2m::Id first_of_pair = 60;
inline constexpr const char* initial_text = "as delivered";
inline constexpr lwm2m::Id created_object =
    33001;  // and on: instances with one text each, made by the server it is for
inline constexpr lwm2m::Id most_servers = 2;
inline constexpr lwm2m::Id paired_object = created_object + most_servers;
inline constexpr std::size_t most_created = 8;

std::string large_value();

/// Objects 3 and 33000 to 33003; texts and instances begin with what `store` has kept.
void build_tree(lwm2m::ObjectTree& tree, lwm2m::Store& store, Surroundings& surroundings);

}  // namespace agent::simulation
