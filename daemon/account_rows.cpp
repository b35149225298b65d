#include "daemon/account_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

constexpr std::int64_t single = -1;  // the instance of a resource that has one value

}  // namespace

std::string AccountRows::load(sqlite3* database) {
    Statement set(database, "SELECT configuration FROM account_set");
    if (!set.step()) return set.error();
    lwm2m::AccountSet accounts{set.text(0), {}};
    Statement rows(database, "SELECT path, instance, type, value FROM account ORDER BY path, instance");
    while (rows.step()) {
        const auto path = lwm2m::ObjectPath::parse(rows.text(0));
        auto value = rows.value(3);
        if (!path || path->size() != 3 || !value) return fmt::format("it holds no value for '{}'", rows.text(0));
        if (rows.integer(1) == single) {
            accounts.resources.push_back({*path, std::move(*value)});
            continue;
        }
        if (accounts.resources.empty() || accounts.resources.back().path != *path)
            accounts.resources.push_back({*path, lwm2m::InstanceValues{}});
        auto* instances = std::get_if<lwm2m::InstanceValues>(&accounts.resources.back().value);
        if (instances == nullptr) return fmt::format("it holds one and several values for '{}'", rows.text(0));
        instances->emplace_back(static_cast<lwm2m::Id>(rows.integer(1)), std::move(*value));
    }
    std::ranges::sort(accounts.resources, {}, &lwm2m::KeptResource::path);
    kept_ = std::move(accounts);
    return rows.error();
}

std::string AccountRows::write(sqlite3* database, const lwm2m::AccountSet& accounts) {
    if (auto why = run_sql(database, "DELETE FROM account; DELETE FROM account_set"); !why.empty()) return why;
    Statement set(database, "INSERT INTO account_set (one, configuration) VALUES (1, ?1)");
    set.bind(1, accounts.configuration).step();
    Statement row(database, "INSERT INTO account (path, instance, type, value) VALUES (?1, ?2, ?3, ?4)");
    const auto insert = [&](const std::string& path, std::int64_t instance, const lwm2m::Value& value) {
        row.bind(1, path).bind(2, instance).bind_value(4, value).step();
        row.reset();
    };
    for (const auto& [path, value] : accounts.resources) {
        if (const auto* one = std::get_if<lwm2m::Value>(&value)) {
            insert(path.text(), single, *one);
            continue;
        }
        for (const auto& [instance, element] : std::get<lwm2m::InstanceValues>(value))
            insert(path.text(), instance, element);
    }
    return set.error() + row.error();
}

}  // namespace agent::daemon
