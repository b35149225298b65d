#include "daemon/counter_rows.hpp"

#include "daemon/sql.hpp"

namespace agent::daemon {

std::string CounterRows::write(sqlite3* database, const Counters& counters) {
    Statement row(database,
                  "INSERT INTO counter VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2");
    for (const auto& [name, value] : counters) {
        row.bind(1, name).bind(2, static_cast<std::int64_t>(value)).step();
        if (auto error = row.error(); !error.empty()) return error;
        row.reset();
    }
    return row.error();
}

Counters CounterRows::all(sqlite3* database) {
    Counters counters;
    Statement rows(database, "SELECT name, value FROM counter");
    while (rows.step()) counters[rows.text(0)] = static_cast<std::uint64_t>(rows.integer(1));
    return counters;
}

}  // namespace agent::daemon
