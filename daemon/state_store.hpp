// What outlives the agent: one SQLite database in the state directory, write-ahead logged and synchronous, so that a
// value whose keep() returned survives a power cut.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "daemon/account_rows.hpp"
#include "daemon/attribute_rows.hpp"
#include "daemon/counter_rows.hpp"
#include "daemon/instance_rows.hpp"
#include "daemon/registration_rows.hpp"
#include "daemon/spawn.hpp"
#include "daemon/state_file.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/model/store.hpp"

namespace agent::daemon {

class StateStore final : public lwm2m::Store {
public:
    static constexpr int schema = 7;

    /// Takes the directory (made when it is missing, mode 0700) for this process alone and reads what is kept. A file
    /// that is damaged or not ours is set aside under another name; one on a disk that is full or read-only is read,
    /// and written again as soon as that goes. Throws std::runtime_error when the directory can't be made, another
    /// agent has it, or what is kept can't be read although nothing is wrong with it.
    StateStore(std::filesystem::path directory, Log log);
    ~StateStore() override;
    StateStore(const StateStore&) = delete;
    StateStore& operator=(const StateStore&) = delete;

    lwm2m::Outcome<void> keep(std::span<const lwm2m::Change> changes) override;
    std::optional<lwm2m::ResourceValue> kept(const lwm2m::ObjectPath& path) const override;
    std::vector<lwm2m::KeptResource> kept_below(const lwm2m::ObjectPath& path) const override;
    lwm2m::Outcome<void> keep_accounts(const lwm2m::AccountSet& accounts, std::span<const lwm2m::Change> changes,
                                       Servers servers = Servers::others) override;
    std::optional<lwm2m::AccountSet> kept_accounts() const override { return accounts_.kept(); }
    lwm2m::Outcome<void> keep_attributes(std::uint16_t server, const lwm2m::ObjectPath& path,
                                         std::string_view queries) override;
    std::vector<lwm2m::KeptAttributes> kept_attributes(std::uint16_t server) const override {
        return attributes_.of(server);
    }
    lwm2m::Outcome<void> keep_instance(const lwm2m::ObjectPath& instance, lwm2m::InstanceState state,
                                       std::span<const lwm2m::Change> values) override;
    std::vector<lwm2m::KeptInstance> kept_instances() const override { return instances_.all(); }
    lwm2m::Outcome<void> keep_registration(std::uint16_t server,
                                           const std::optional<lwm2m::KeptRegistration>& registration) override;
    std::optional<lwm2m::KeptRegistration> kept_registration(std::uint16_t server) const override {
        return registrations_.of(server);
    }
    lwm2m::Outcome<void> keep_observation(std::uint16_t server, const lwm2m::KeptObservation& observation) override;
    lwm2m::Outcome<void> forget_observation(std::uint16_t server, std::optional<BytesView> token) override;
    std::vector<lwm2m::KeptObservation> kept_observations(std::uint16_t server) const override {
        return registrations_.observations(server);
    }
    lwm2m::Outcome<void> keep_backlog(std::uint16_t server, const lwm2m::BacklogChange& change) override;
    lwm2m::KeptBacklog kept_backlog(std::uint16_t server) const override;
    /// Those with other names stay.
    lwm2m::Outcome<void> keep_counters(const Counters& counters);
    Counters kept_counters() const;
    std::filesystem::path file() const { return directory_ / "state.db"; }

private:
    void lock_directory();
    void read_file();
    std::optional<Trouble> open(bool create);
    std::optional<Trouble> make_tables();
    std::optional<Trouble> load();
    std::string find_wrong_row();
    /// Why nothing can be written just now; empty when there is a database that can.
    std::string make_writable();
    /// Runs `write` in a transaction of its own: all of it is on disk afterwards, or nothing.
    lwm2m::Outcome<void> transact(const std::function<std::string(sqlite3*)>& write);
    /// Follows a transaction.
    void apply(std::span<const lwm2m::Change> changes);
    void set_aside(const std::string& why);

    std::filesystem::path directory_;
    Log log_;
    Descriptor lock_;
    Database database_;  // opened when there is a file, made by the first keep()
    std::map<lwm2m::ObjectPath, lwm2m::ResourceValue> kept_;
    AccountRows accounts_;
    AttributeRows attributes_;
    InstanceRows instances_;
    RegistrationRows registrations_;
};

}  // namespace agent::daemon
