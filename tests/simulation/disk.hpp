// A disk whose writes are all or nothing, and during which the power may go; what is on it outlives the agent.
#pragma once

#include <functional>
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

    lwm2m::Outcome<void> keep(std::span<const lwm2m::Change> changes) override;
    std::optional<lwm2m::ResourceValue> kept(const lwm2m::ObjectPath& path) const override;
    std::vector<lwm2m::KeptResource> kept_below(const lwm2m::ObjectPath& path) const override;
    lwm2m::Outcome<void> keep_accounts(const lwm2m::AccountSet& accounts, std::span<const lwm2m::Change> changes,
                                       Servers servers = Servers::others) override;
    std::optional<lwm2m::AccountSet> kept_accounts() const override { return content_.accounts; }
    lwm2m::Outcome<void> keep_attributes(std::uint16_t server, const lwm2m::ObjectPath& path,
                                         std::string_view queries) override;
    std::vector<lwm2m::KeptAttributes> kept_attributes(std::uint16_t server) const override;
    /// As the account set has it.
    std::optional<std::string> account_text(const lwm2m::ObjectPath& path) const {
        if (!content_.accounts) return std::nullopt;
        for (const auto& kept : content_.accounts->resources)
            if (kept.path == path) return to_text(std::get<lwm2m::Value>(kept.value));
        return std::nullopt;
    }
    bool has_instance(const lwm2m::ObjectPath& path) const {
        const auto found = content_.instances.find(path);
        return found != content_.instances.end() && found->second == lwm2m::InstanceState::created;
    }
    /// What that server wrote at the path; empty when nothing.
    std::string attributes_at(std::uint16_t server, const lwm2m::ObjectPath& path) const;
    lwm2m::Outcome<void> keep_instance(const lwm2m::ObjectPath& instance, lwm2m::InstanceState state,
                                       std::span<const lwm2m::Change> values) override;
    std::vector<lwm2m::KeptInstance> kept_instances() const override;
    lwm2m::Outcome<void> keep_registration(std::uint16_t server,
                                           const std::optional<lwm2m::KeptRegistration>& registration) override;
    std::optional<lwm2m::KeptRegistration> kept_registration(std::uint16_t server) const override;
    lwm2m::Outcome<void> keep_observation(std::uint16_t server, const lwm2m::KeptObservation& observation) override;
    lwm2m::Outcome<void> forget_observation(std::uint16_t server, std::optional<BytesView> token) override;
    std::vector<lwm2m::KeptObservation> kept_observations(std::uint16_t server) const override;

    lwm2m::Outcome<void> keep_backlog(std::uint16_t server, const lwm2m::BacklogChange& change) override;
    lwm2m::KeptBacklog kept_backlog(std::uint16_t server) const override;

    /// Told of each change of a backlog before it is made.
    std::function<void(std::uint16_t server, const lwm2m::KeptBacklog&, const lwm2m::BacklogChange&)> on_backlog;
    std::uint64_t writes() const { return writes_; }

    Mood mood;

private:
    struct Content {
        std::map<lwm2m::ObjectPath, lwm2m::ResourceValue> resources;
        std::optional<lwm2m::AccountSet> accounts;
        std::map<std::pair<std::uint16_t, lwm2m::ObjectPath>, std::string> attributes;
        std::map<lwm2m::ObjectPath, lwm2m::InstanceState> instances;
        std::map<std::uint16_t, lwm2m::KeptRegistration> registrations;
        std::map<std::pair<std::uint16_t, Bytes>, lwm2m::KeptObservation> observations;
        std::map<std::uint16_t, lwm2m::KeptBacklog> backlogs;

        void take(std::span<const lwm2m::Change> changes);
    };
    /// One transaction: before it or after it the power may go, within it there is nothing.
    lwm2m::Outcome<void> transact(const std::function<void(Content&)>& act);

    Random& random_;
    Content content_;
    std::uint64_t writes_ = 0;
};

}  // namespace agent::simulation
