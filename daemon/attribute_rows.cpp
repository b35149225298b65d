#include "daemon/attribute_rows.hpp"

#include <fmt/format.h>

#include "daemon/sql.hpp"

namespace agent::daemon {

std::string AttributeRows::load(sqlite3* database) {
    Statement rows(database, "SELECT server, path, queries FROM attribute");
    while (rows.step()) {
        const auto path = lwm2m::ObjectPath::parse(rows.text(1));
        if (!path) return fmt::format("it holds '{}' for a path", rows.text(1));
        set(static_cast<std::uint16_t>(rows.integer(0)), *path, rows.text(2));
    }
    return rows.error();
}

std::string AttributeRows::write(sqlite3* database, std::uint16_t server, const lwm2m::ObjectPath& path,
                                 std::string_view queries) {
    Statement statement(database, queries.empty() ? "DELETE FROM attribute WHERE server = ?1 AND path = ?2"
                                                  : "INSERT OR REPLACE INTO attribute VALUES (?1, ?2, ?3)");
    statement.bind(1, std::int64_t{server}).bind(2, path.text());
    if (!queries.empty()) statement.bind(3, queries);
    statement.step();
    return statement.error();
}

std::string AttributeRows::erase_all(sqlite3* database) { return run_sql(database, "DELETE FROM attribute"); }

void AttributeRows::set(std::uint16_t server, const lwm2m::ObjectPath& path, std::string_view queries) {
    if (queries.empty()) {
        kept_[server].erase(path);
    } else {
        kept_[server][path] = queries;
    }
}

void AttributeRows::forget(const lwm2m::ObjectPath& instance) {
    for (auto& [server, paths] : kept_)
        std::erase_if(paths, [&](const auto& entry) { return instance.contains(entry.first); });
}

std::vector<lwm2m::KeptAttributes> AttributeRows::of(std::uint16_t server) const {
    std::vector<lwm2m::KeptAttributes> attributes;
    if (const auto found = kept_.find(server); found != kept_.end()) {
        for (const auto& [path, queries] : found->second) attributes.push_back({path, queries});
    }
    return attributes;
}

}  // namespace agent::daemon
