#include "daemon/state_file.hpp"

#include <array>
#include <cerrno>
#include <initializer_list>

#include <fmt/format.h>
#include <sys/stat.h>

#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

/// What lies there is nothing that the agent may open. All else (no space, read-only, no descriptors) passes.
bool is_of_the_file(int system_error) {
    switch (system_error) {
        case EACCES:
        case EPERM:
        case EISDIR:
        case ENOTDIR:
        case ELOOP:
            return true;
        default:
            return false;
    }
}

Trouble::Blame blame_for_last_error(sqlite3* database) {
    using enum Trouble::Blame;
    const int error = sqlite3_extended_errcode(database);
    switch (error & 0xFF) {
        case SQLITE_FULL:
        case SQLITE_READONLY:
        case SQLITE_NOMEM:
            return disk;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return another;
        case SQLITE_CANTOPEN:
            return is_of_the_file(sqlite3_system_errno(database)) ? file : disk;
        case SQLITE_IOERR: {
            const bool reading =
                error == SQLITE_IOERR_READ || error == SQLITE_IOERR_SHORT_READ || error == SQLITE_IOERR_CORRUPTFS;
            return reading ? file : disk;
        }
        default:
            return file;
    }
}

/// The path as a URI of SQLite's.
std::string uri_of(const std::filesystem::path& file) {
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string())
        uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
    return uri;
}

std::optional<Trouble> open_with(const std::filesystem::path& file, const std::string& name, int flags,
                                 std::initializer_list<const char*> settings, Database& database) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database owner(opened);
    if (opened == nullptr)
        return Trouble{.why = sqlite3_errstr(result), .blame = Trouble::Blame::disk};  // there is no memory
    if (result != SQLITE_OK) return trouble_of(opened, sqlite3_errmsg(opened));
    ::chmod(file.c_str(), S_IRUSR | S_IWUSR);  // the write-ahead log takes the file's mode
    for (const auto* setting : settings)
        if (auto why = run_sql(opened, setting); !why.empty()) return trouble_of(opened, std::move(why));
    // Only now is the file looked into, where no setting has done so.
    if (auto why = run_sql(opened, "SELECT count(*) FROM sqlite_master"); !why.empty())
        return trouble_of(opened, std::move(why));
    database = std::move(owner);
    return std::nullopt;
}

/// What was written last is in the log; a clean end leaves none.
bool has_log(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.string() + "-wal", error);
    return !error && size > 0;
}

}  // namespace

void CloseDatabase::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Trouble trouble_of(sqlite3* database, std::string why) {
    return {.why = std::move(why), .blame = blame_for_last_error(database)};
}

std::optional<Trouble> open_state_file(const std::filesystem::path& file, bool create, Database& database) {
    constexpr const char* alone = "PRAGMA locking_mode = EXCLUSIVE";  // then no memory is shared by a file (-shm)
    constexpr const char* logged = "PRAGMA journal_mode = WAL";
    constexpr const char* synchronous = "PRAGMA synchronous = FULL";
    constexpr const char* checked = "PRAGMA foreign_keys = ON";
    // The log is brought home at about a megabyte, a quarter of what SQLite lets it grow to: state partitions are
    // small.
    constexpr const char* brought_home = "PRAGMA wal_autocheckpoint = 256";
    constexpr const char* cut = "PRAGMA journal_size_limit = 1048576";
    const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);

    const auto is_of_the_disk = [](const std::optional<Trouble>& trouble) {
        return trouble && trouble->blame == Trouble::Blame::disk;
    };
    auto trouble = open_with(file, file.string(), flags, {logged, synchronous, checked, brought_home, cut}, database);
    if (!create && is_of_the_disk(trouble))
        trouble =
            open_with(file, file.string(), flags, {alone, logged, synchronous, checked, brought_home, cut}, database);
    // Without a log nothing is missed by looking at the file alone, which asks for no other.
    if (!create && is_of_the_disk(trouble) && !has_log(file))
        trouble =
            open_with(file, uri_of(file) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, {checked}, database);
    return trouble;
}

bool is_read_only(sqlite3* database) { return sqlite3_db_readonly(database, "main") == 1; }

}  // namespace agent::daemon
