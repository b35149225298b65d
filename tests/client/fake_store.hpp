// A store that a test can look into and fill up.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "lwm2m/model/store.hpp"

namespace agent::lwm2m::testing {

class FakeStore : public Store {
public:
    Outcome<void> keep(std::span<const Change> changes) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        ++calls;
        apply(changes);
        return {};
    }
    std::optional<ResourceValue> kept(const ObjectPath& path) const override {
        const auto found = values.find(path);
        return found != values.end() ? std::optional(found->second) : std::nullopt;
    }

    std::vector<KeptResource> kept_below(const ObjectPath& path) const override {
        std::vector<KeptResource> below;
        for (const auto& [at, value] : values)
            if (path.contains(at)) below.push_back({at, value});
        return below;
    }
    Outcome<void> keep_accounts(const AccountSet& set, std::span<const Change> changes, Servers servers) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        accounts = set;
        apply(changes);
        if (servers == Servers::others) {
            attributes.clear();
            registrations.clear();
            observations.clear();
        }
        return {};
    }
    std::optional<AccountSet> kept_accounts() const override { return accounts; }

    Outcome<void> keep_attributes(std::uint16_t server, const ObjectPath& path, std::string_view queries) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        ++calls;
        attributes[server].erase(path);
        if (!queries.empty()) attributes[server].emplace(path, queries);
        return {};
    }
    std::vector<KeptAttributes> kept_attributes(std::uint16_t server) const override {
        std::vector<KeptAttributes> kept;
        const auto found = attributes.find(server);
        if (found == attributes.end()) return kept;
        for (const auto& [path, queries] : found->second) kept.push_back({path, queries});
        return kept;
    }

    Outcome<void> keep_instance(const ObjectPath& instance, InstanceState state,
                                std::span<const Change> changes) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        std::erase_if(values, [&](const auto& entry) { return instance.contains(entry.first); });
        for (auto& [server, written] : attributes) {
            std::erase_if(written, [&](const auto& entry) { return instance.contains(entry.first); });
        }
        instances.insert_or_assign(instance, state);
        return keep(changes);
    }
    Outcome<void> keep_registration(std::uint16_t server, const std::optional<KeptRegistration>& kept) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        registrations.erase(server);
        if (kept) registrations.emplace(server, *kept);
        if (!kept) observations.erase(server);
        return {};
    }
    std::optional<KeptRegistration> kept_registration(std::uint16_t server) const override {
        const auto found = registrations.find(server);
        return found != registrations.end() ? std::optional(found->second) : std::nullopt;
    }
    Outcome<void> keep_observation(std::uint16_t server, const KeptObservation& kept) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        observations[server].insert_or_assign(kept.token, kept);
        return {};
    }
    Outcome<void> forget_observation(std::uint16_t server, std::optional<BytesView> token) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        token ? observations[server].erase(Bytes(token->begin(), token->end())) : observations.erase(server);
        return {};
    }
    std::vector<KeptObservation> kept_observations(std::uint16_t server) const override {
        std::vector<KeptObservation> kept;
        const auto found = observations.find(server);
        if (found == observations.end()) return kept;
        for (const auto& [token, one] : found->second) kept.push_back(one);
        return kept;
    }
    Outcome<void> keep_backlog(std::uint16_t server, const BacklogChange& change) override {
        if (full) return Failure{coap::code::internal_server_error, "disk full"};
        ++backlog_writes;
        backlogs[server].apply(change);
        return {};
    }
    KeptBacklog kept_backlog(std::uint16_t server) const override {
        const auto found = backlogs.find(server);
        return found != backlogs.end() ? found->second : KeptBacklog{};
    }
    std::vector<KeptInstance> kept_instances() const override {
        std::vector<KeptInstance> kept;
        for (const auto& [path, state] : instances) kept.push_back({path, state});
        return kept;
    }

    std::map<ObjectPath, InstanceState> instances;
    std::map<std::uint16_t, KeptRegistration> registrations;
    std::map<std::uint16_t, std::map<Bytes, KeptObservation>> observations;
    std::map<std::uint16_t, KeptBacklog> backlogs;
    int backlog_writes = 0;
    std::map<ObjectPath, ResourceValue> values;
    std::optional<AccountSet> accounts;
    std::map<std::uint16_t, std::map<ObjectPath, std::string>> attributes;
    bool full = false;
    int calls = 0;

private:
    void apply(std::span<const Change> changes) {
        for (const auto& [path, value] : changes) {
            if (value) {
                values[path] = *value;
            } else {
                values.erase(path);
            }
        }
    }
};

}  // namespace agent::lwm2m::testing
