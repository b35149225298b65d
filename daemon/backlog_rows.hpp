// Notifications that wait for servers which can't be reached, as rows of the state database; they stay there, and are
// read when their server is taken up.
#pragma once

#include <cstdint>
#include <string>

#include "lwm2m/model/store.hpp"

struct sqlite3;

namespace agent::daemon {

class BacklogRows {
public:
    static constexpr const char* create_tables =
        "CREATE TABLE backlog (server INTEGER PRIMARY KEY, account TEXT NOT NULL, last_id INTEGER NOT NULL,"
        " delivered INTEGER NOT NULL, dropped INTEGER NOT NULL);"
        "CREATE TABLE notification (server INTEGER NOT NULL, id INTEGER NOT NULL, time INTEGER NOT NULL,"
        " paths TEXT NOT NULL, records BLOB NOT NULL, PRIMARY KEY (server, id)) WITHOUT ROWID;";

    // Each string is empty when it worked, else why it did not.
    /// Whether all that is there can be read.
    static std::string check(sqlite3* database);
    /// In the transaction that is open.
    static std::string write(sqlite3* database, std::uint16_t server, const lwm2m::BacklogChange& change);
    static lwm2m::KeptBacklog of(sqlite3* database, std::uint16_t server);
};

}  // namespace agent::daemon
