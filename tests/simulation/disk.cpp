#include "tests/simulation/disk.hpp"

#include <algorithm>

namespace agent::simulation {

using lwm2m::Change;
using lwm2m::ObjectPath;
using lwm2m::Outcome;

void Disk::Content::take(std::span<const Change> changes) {
    for (const auto& change : changes) {
        if (change.value) {
            resources[change.path] = *change.value;
        } else {
            resources.erase(change.path);
        }
    }
}

Outcome<void> Disk::transact(const std::function<void(Content&)>& act) {
    if (random_.unit() < mood.full) return lwm2m::Failure{coap::code::internal_server_error, "the disk is full"};
    const bool cut = random_.unit() < mood.power_cut;
    if (cut && random_.below(2) == 0) throw PowerCut{};
    act(content_);
    ++writes_;
    if (cut) throw PowerCut{};
    return {};
}

Outcome<void> Disk::keep(std::span<const Change> changes) {
    return transact([&](Content& content) { content.take(changes); });
}

std::optional<lwm2m::ResourceValue> Disk::kept(const ObjectPath& path) const {
    const auto found = content_.resources.find(path);
    return found != content_.resources.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<lwm2m::KeptResource> Disk::kept_below(const ObjectPath& path) const {
    std::vector<lwm2m::KeptResource> kept;
    for (const auto& [of, value] : content_.resources)
        if (path.contains(of)) kept.push_back({of, value});
    return kept;
}

Outcome<void> Disk::keep_accounts(const lwm2m::AccountSet& accounts, std::span<const Change> changes, Servers servers) {
    return transact([&](Content& content) {
        content.accounts = accounts;
        content.take(changes);
        if (servers == Servers::same) return;
        content.attributes.clear();
        content.registrations.clear();
        content.observations.clear();
    });
}

Outcome<void> Disk::keep_attributes(std::uint16_t server, const ObjectPath& path, std::string_view queries) {
    return transact([&](Content& content) {
        if (queries.empty()) {
            content.attributes.erase({server, path});
        } else {
            content.attributes[{server, path}] = queries;
        }
    });
}

std::vector<lwm2m::KeptAttributes> Disk::kept_attributes(std::uint16_t server) const {
    std::vector<lwm2m::KeptAttributes> kept;
    for (const auto& [key, queries] : content_.attributes)
        if (key.first == server) kept.push_back({key.second, queries});
    return kept;
}

std::string Disk::attributes_at(std::uint16_t server, const ObjectPath& path) const {
    const auto found = content_.attributes.find({server, path});
    return found != content_.attributes.end() ? found->second : std::string();
}

Outcome<void> Disk::keep_instance(const ObjectPath& instance, lwm2m::InstanceState state,
                                  std::span<const Change> values) {
    return transact([&](Content& content) {
        std::erase_if(content.resources, [&](const auto& entry) { return instance.contains(entry.first); });
        std::erase_if(content.attributes, [&](const auto& entry) { return instance.contains(entry.first.second); });
        content.instances[instance] = state;
        content.take(values);
    });
}

Outcome<void> Disk::keep_registration(std::uint16_t server,
                                      const std::optional<lwm2m::KeptRegistration>& registration) {
    return transact([&](Content& content) {
        content.registrations.erase(server);
        if (registration) {
            content.registrations.emplace(server, *registration);
        } else {
            std::erase_if(content.observations, [&](const auto& entry) { return entry.first.first == server; });
        }
    });
}

std::optional<lwm2m::KeptRegistration> Disk::kept_registration(std::uint16_t server) const {
    const auto found = content_.registrations.find(server);
    return found != content_.registrations.end() ? std::optional(found->second) : std::nullopt;
}

Outcome<void> Disk::keep_observation(std::uint16_t server, const lwm2m::KeptObservation& observation) {
    return transact([&](Content& content) {
        content.observations.insert_or_assign({server, observation.token}, observation);
    });
}

Outcome<void> Disk::forget_observation(std::uint16_t server, std::optional<BytesView> token) {
    return transact([&](Content& content) {
        std::erase_if(content.observations, [&](const auto& entry) {
            return entry.first.first == server && (!token || std::ranges::equal(entry.first.second, *token));
        });
    });
}

std::vector<lwm2m::KeptObservation> Disk::kept_observations(std::uint16_t server) const {
    std::vector<lwm2m::KeptObservation> kept;
    for (const auto& [key, observation] : content_.observations)
        if (key.first == server) kept.push_back(observation);
    return kept;
}

Outcome<void> Disk::keep_backlog(std::uint16_t server, const lwm2m::BacklogChange& change) {
    return transact([&](Content& content) {
        auto& backlog = content.backlogs[server];
        if (on_backlog) on_backlog(server, backlog, change);
        backlog.apply(change);
    });
}

lwm2m::KeptBacklog Disk::kept_backlog(std::uint16_t server) const {
    const auto found = content_.backlogs.find(server);
    return found != content_.backlogs.end() ? found->second : lwm2m::KeptBacklog{};
}

std::vector<lwm2m::KeptInstance> Disk::kept_instances() const {
    std::vector<lwm2m::KeptInstance> kept;
    for (const auto& [path, state] : content_.instances) kept.push_back({path, state});
    return kept;
}

}  // namespace agent::simulation
