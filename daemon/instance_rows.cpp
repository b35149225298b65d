#include "daemon/instance_rows.hpp"

#include <fmt/format.h>

#include "daemon/sql.hpp"

namespace agent::daemon {

using lwm2m::InstanceState;

std::string InstanceRows::load(sqlite3* database) {
    Statement rows(database, "SELECT path, state FROM instance");
    while (rows.step()) {
        const auto path = lwm2m::ObjectPath::parse(rows.text(0));
        if (!path || path->size() != 2) return fmt::format("it holds '{}' for an instance", rows.text(0));
        set(*path, rows.integer(1) == 0 ? InstanceState::created : InstanceState::deleted);
    }
    return rows.error();
}

std::string InstanceRows::write(sqlite3* database, const lwm2m::ObjectPath& instance, InstanceState state) {
    const auto path = instance.text();
    // LIKE would take the _ in the prefix of a device for any character, and /D0 for /d0.
    for (const auto* forget :
         {"DELETE FROM resource WHERE substr(path, 1, length(?1) + 1) = ?1 || '/'",
          "DELETE FROM attribute WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/'"}) {
        Statement statement(database, forget);
        statement.bind(1, path).step();
        if (auto error = statement.error(); !error.empty()) return error;
    }
    Statement statement(database, "INSERT OR REPLACE INTO instance VALUES (?1, ?2)");
    statement.bind(1, path).bind(2, std::int64_t{state == InstanceState::created ? 0 : 1}).step();
    return statement.error();
}

std::vector<lwm2m::KeptInstance> InstanceRows::all() const {
    std::vector<lwm2m::KeptInstance> instances;
    for (const auto& [path, state] : kept_) instances.push_back({path, state});
    return instances;
}

}  // namespace agent::daemon
