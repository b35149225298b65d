// The accounts of servers, as rows of the state database and in memory.
#pragma once

#include <optional>
#include <string>

#include "lwm2m/model/store.hpp"

struct sqlite3;

namespace agent::daemon {

class AccountRows {
public:
    static constexpr const char* create_tables =
        "CREATE TABLE account_set (one INTEGER PRIMARY KEY CHECK (one = 1), configuration TEXT NOT NULL);"
        "CREATE TABLE account (path TEXT NOT NULL, instance INTEGER NOT NULL, type INTEGER NOT NULL, value,"
        " PRIMARY KEY (path, instance)) WITHOUT ROWID;";

    // Each string is empty when it worked, else why it did not.
    std::string load(sqlite3* database);
    /// In the transaction that is open: replaces all rows.
    static std::string write(sqlite3* database, const lwm2m::AccountSet& accounts);
    /// After the transaction.
    void set(std::optional<lwm2m::AccountSet> accounts) { kept_ = std::move(accounts); }

    const std::optional<lwm2m::AccountSet>& kept() const { return kept_; }

private:
    std::optional<lwm2m::AccountSet> kept_;
};

}  // namespace agent::daemon
