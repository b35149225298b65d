// Registrations and the observations that belong to them, as rows of the state database and in memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lwm2m/model/store.hpp"

struct sqlite3;

namespace agent::daemon {

class RegistrationRows {
public:
    static constexpr const char* create_tables =
        "CREATE TABLE registration (server INTEGER PRIMARY KEY, account TEXT NOT NULL, location TEXT NOT NULL,"
        " version INTEGER NOT NULL, lifetime INTEGER NOT NULL, queue_mode INTEGER NOT NULL, objects TEXT NOT NULL,"
        " resumed INTEGER NOT NULL);"
        "CREATE TABLE observation (server INTEGER NOT NULL, token BLOB NOT NULL, paths TEXT NOT NULL,"
        " composite INTEGER NOT NULL, format INTEGER NOT NULL, selection INTEGER NOT NULL, own TEXT NOT NULL,"
        " PRIMARY KEY (server, token)) WITHOUT ROWID;";

    // Each string is empty when it worked, else why it did not. The static ones work in the transaction that is open;
    // those without a result follow it.
    std::string load(sqlite3* database);
    static std::string write(sqlite3* database, std::uint16_t server,
                             const std::optional<lwm2m::KeptRegistration>& registration);
    static std::string write(sqlite3* database, std::uint16_t server, const lwm2m::KeptObservation& observation);
    static std::string erase(sqlite3* database, std::uint16_t server, std::optional<BytesView> token);
    static std::string erase_all(sqlite3* database);

    void set(std::uint16_t server, const std::optional<lwm2m::KeptRegistration>& registration);
    void set(std::uint16_t server, const lwm2m::KeptObservation& observation);
    void forget(std::uint16_t server, std::optional<BytesView> token);
    void clear();

    std::optional<lwm2m::KeptRegistration> of(std::uint16_t server) const;
    std::vector<lwm2m::KeptObservation> observations(std::uint16_t server) const;

private:
    std::map<std::uint16_t, lwm2m::KeptRegistration> registrations_;
    std::map<std::uint16_t, std::map<Bytes, lwm2m::KeptObservation>> observations_;
};

}  // namespace agent::daemon
