#include "daemon/backlog_rows.hpp"

#include <fmt/format.h>

#include "daemon/path_list.hpp"
#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

using lwm2m::BacklogChange;
using lwm2m::KeptNotification;

std::string count(sqlite3* database, std::uint16_t server, const BacklogChange& change) {
    const auto last_id = change.added.empty() ? 0 : change.added.back().id;
    Statement row(database,
                  "INSERT INTO backlog VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (server) DO UPDATE SET"
                  " account = ?2, last_id = max(last_id, ?3), delivered = delivered + ?4, dropped = dropped + ?5");
    row.bind(1, std::int64_t{server}).bind(2, change.account).bind(3, static_cast<std::int64_t>(last_id));
    row.bind(4, static_cast<std::int64_t>(change.delivered.size() + change.delivered_unkept));
    row.bind(5, static_cast<std::int64_t>(change.dropped.size() + change.dropped_unkept)).step();
    return row.error();
}

std::string move_times(sqlite3* database, std::uint16_t server, const BacklogChange& change) {
    if (change.shift.count() == 0) return {};
    Statement times(database, "UPDATE notification SET time = time + ?3 WHERE server = ?1 AND id >= ?2");
    times.bind(1, std::int64_t{server}).bind(2, static_cast<std::int64_t>(change.shifted_from));
    times.bind(3, std::int64_t{change.shift.count()}).step();
    return times.error();
}

std::string add(sqlite3* database, std::uint16_t server, const std::vector<KeptNotification>& added) {
    Statement row(database, "INSERT INTO notification VALUES (?1, ?2, ?3, ?4, ?5)");
    for (const auto& notification : added) {
        row.bind(1, std::int64_t{server}).bind(2, static_cast<std::int64_t>(notification.id));
        row.bind(3, std::int64_t{notification.time.count()}).bind(4, path_list(notification.paths));
        row.bind(5, BytesView(notification.records)).step();
        if (auto error = row.error(); !error.empty()) return error;
        row.reset();
    }
    return row.error();
}

std::string erase(sqlite3* database, std::uint16_t server, const std::vector<std::uint64_t>& ids) {
    Statement row(database, "DELETE FROM notification WHERE server = ?1 AND id = ?2");
    for (const auto id : ids) {
        row.bind(1, std::int64_t{server}).bind(2, static_cast<std::int64_t>(id)).step();
        if (auto error = row.error(); !error.empty()) return error;
        row.reset();
    }
    return row.error();
}

}  // namespace

std::string BacklogRows::check(sqlite3* database) {
    Statement rows(database, "SELECT paths, length(records) FROM notification");
    while (rows.step())
        if (!parse_path_list(rows.text(0))) return fmt::format("it holds '{}' for paths", rows.text(0));
    return rows.error();
}

std::string BacklogRows::write(sqlite3* database, std::uint16_t server, const BacklogChange& change) {
    auto why = move_times(database, server, change);
    if (why.empty()) why = add(database, server, change.added);
    if (why.empty()) why = erase(database, server, change.delivered);
    if (why.empty()) why = erase(database, server, change.dropped);
    return why.empty() ? count(database, server, change) : why;
}

lwm2m::KeptBacklog BacklogRows::of(sqlite3* database, std::uint16_t server) {
    lwm2m::KeptBacklog backlog;
    Statement counts(database, "SELECT account, last_id, delivered, dropped FROM backlog WHERE server = ?1");
    if (!counts.bind(1, std::int64_t{server}).step()) return backlog;
    backlog.account = counts.text(0);
    backlog.last_id = static_cast<std::uint64_t>(counts.integer(1));
    backlog.delivered = static_cast<std::uint64_t>(counts.integer(2));
    backlog.dropped = static_cast<std::uint64_t>(counts.integer(3));
    Statement rows(database, "SELECT id, time, paths, records FROM notification WHERE server = ?1 ORDER BY id");
    rows.bind(1, std::int64_t{server});
    while (rows.step()) {
        auto paths = parse_path_list(rows.text(2));
        if (!paths) continue;
        backlog.notifications.push_back({.id = static_cast<std::uint64_t>(rows.integer(0)),
                                         .time = std::chrono::milliseconds(rows.integer(1)),
                                         .paths = std::move(*paths),
                                         .records = rows.bytes(3)});
    }
    return backlog;
}

}  // namespace agent::daemon
