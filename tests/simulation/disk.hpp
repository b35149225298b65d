// A disk whose writes are all or nothing, and during which the power may go; what is on it outlives the agent.
#pragma once

#include <map>

#include "lwm2m/base/random.hpp"
#include "lwm2m/model/store.hpp"

namespace agent::simulation {

/// Thrown through the agent, of which nothing is used any more but its destructors.
struct PowerCut {};

class Disk final : public lwm2m::Store {
public:
    struct Mood {
        double power_cut = 0;  // probabilities, of each write
        double full = 0;
    };

    explicit Disk(Random& random) : random_(random) {}

    lwm2m::Outcome<void> keep(std::span<const lwm2m::Change> changes) override {
        if (random_.unit() < mood.full) return lwm2m::Failure{coap::code::internal_server_error, "the disk is full"};
        const bool cut = random_.unit() < mood.power_cut;
        if (cut && random_.below(2) == 0) throw PowerCut{};
        for (const auto& change : changes) {
            if (change.value) {
                kept_[change.path] = *change.value;
            } else {
                kept_.erase(change.path);
            }
        }
        if (cut) throw PowerCut{};
        return {};
    }
    std::optional<lwm2m::ResourceValue> kept(const lwm2m::ObjectPath& path) const override {
        const auto found = kept_.find(path);
        return found != kept_.end() ? std::optional(found->second) : std::nullopt;
    }

    Mood mood;

private:
    Random& random_;
    std::map<lwm2m::ObjectPath, lwm2m::ResourceValue> kept_;
};

}  // namespace agent::simulation
