// Counters that outlive the agent, by name, as rows of the state database.
#pragma once

#include <cstdint>
#include <map>
#include <string>

struct sqlite3;

namespace agent::daemon {

using Counters = std::map<std::string, std::uint64_t>;

class CounterRows {
public:
    static constexpr const char* create_table =
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;";

    /// In the transaction that is open. Empty when it worked, else why it did not.
    static std::string write(sqlite3* database, const Counters& counters);
    static Counters all(sqlite3* database);
};

}  // namespace agent::daemon
