#include "daemon/state_store.hpp"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <span>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "daemon/backlog_rows.hpp"
#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

using lwm2m::ObjectPath;

constexpr int application_id = 0x4C324D41;  // "L2MA", in the header of the file

constexpr const char* create_resources =
    "CREATE TABLE resource (path TEXT PRIMARY KEY, multiple INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE value (path TEXT NOT NULL REFERENCES resource ON DELETE CASCADE, instance INTEGER NOT NULL,"
    " type INTEGER NOT NULL, value, PRIMARY KEY (path, instance)) WITHOUT ROWID;";

/// What makes each schema of the one before it, the first of nothing.
constexpr const char* migrations[] = {
    create_resources,           AccountRows::create_tables,      AttributeRows::create_table,
    InstanceRows::create_table, RegistrationRows::create_tables, BacklogRows::create_tables,
    CounterRows::create_table};
static_assert(std::size(migrations) == StateStore::schema);

std::int64_t pragma(sqlite3* database, std::string_view name) {
    Statement statement(database, fmt::format("PRAGMA {}", name));
    return statement.step() ? statement.integer(0) : -1;
}

/// Empty when the change is in the transaction that is open.
std::string write(sqlite3* database, const lwm2m::Change& change) {
    const auto path = change.path.text();
    Statement forget(database, "DELETE FROM resource WHERE path = ?1");
    forget.bind(1, path).step();
    if (!change.value) return forget.error();
    const auto* instances = std::get_if<lwm2m::InstanceValues>(&*change.value);
    Statement resource(database, "INSERT INTO resource (path, multiple) VALUES (?1, ?2)");
    resource.bind(1, path).bind(2, std::int64_t{instances != nullptr}).step();
    Statement value(database, "INSERT INTO value (path, instance, type, value) VALUES (?1, ?2, ?3, ?4)");
    if (instances == nullptr) {
        value.bind(1, path).bind(2, std::int64_t{0}).bind_value(4, std::get<lwm2m::Value>(*change.value)).step();
    } else {
        for (const auto& [instance, element] : *instances) {
            value.bind(1, path).bind(2, std::int64_t{instance}).bind_value(4, element).step();
            value.reset();
        }
    }
    for (const auto* statement : {&forget, &resource, &value})
        if (auto error = statement->error(); !error.empty()) return error;
    return {};
}

std::string write_all(sqlite3* database, std::span<const lwm2m::Change> changes) {
    for (const auto& change : changes)
        if (auto why = write(database, change); !why.empty()) return why;
    return {};
}

}  // namespace

void StateStore::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

StateStore::StateStore(std::filesystem::path directory, Log log) : directory_(std::move(directory)), log_(log) {
    lock_directory();
    if (!std::filesystem::exists(file())) return;
    auto why = open(false);
    if (why.empty()) why = load();
    if (!why.empty()) set_aside(why);
}

StateStore::~StateStore() = default;

void StateStore::lock_directory() {
    std::error_code error;
    if (std::filesystem::create_directories(directory_, error))
        std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
    if (error) throw std::runtime_error(fmt::format("state directory {}: {}", directory_.string(), error.message()));
    const auto path = directory_ / "lock";
    lock_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!lock_) throw std::runtime_error(fmt::format("state directory {}: {}", path.string(), std::strerror(errno)));
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error(fmt::format("state directory {}: another agent is using it", directory_.string()));
}

std::string StateStore::open(bool create) {
    sqlite3* opened = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    const int result = sqlite3_open_v2(file().c_str(), &opened, flags, nullptr);
    Database database(opened);
    if (result != SQLITE_OK) return opened != nullptr ? sqlite3_errmsg(opened) : sqlite3_errstr(result);
    ::chmod(file().c_str(), S_IRUSR | S_IWUSR);  // the write-ahead log takes the file's mode
    // The log is brought home at about a megabyte, a quarter of what SQLite lets it grow to: state partitions are
    // small.
    for (const auto* setting : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                                "PRAGMA wal_autocheckpoint = 256", "PRAGMA journal_size_limit = 1048576"})
        if (auto why = run_sql(database.get(), setting); !why.empty()) return why;
    database_ = std::move(database);
    auto why = make_tables();
    if (!why.empty()) database_.reset();
    return why;
}

std::string StateStore::make_tables() {
    auto* database = database_.get();
    // A new file, or one whose making was cut off.
    Statement tables(database, "SELECT count(*) FROM sqlite_master");
    const bool empty = tables.step() && tables.integer(0) == 0;
    tables.reset();
    if (!empty && pragma(database, "application_id") != application_id) return "it is not a database of this agent";
    const auto version = empty ? 0 : pragma(database, "user_version");
    if (version == schema) return {};
    if (version > schema || version < (empty ? 0 : 1)) {
        return fmt::format("its schema {} is not {}, which this agent knows", version, schema);
    }
    std::string sql = "BEGIN IMMEDIATE;";
    for (const auto* step : std::span(migrations).subspan(static_cast<std::size_t>(version))) sql += step;
    sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", application_id, schema);
    return run_sql(database, sql.c_str());
}

std::string StateStore::load() {
    Statement resources(database_.get(), "SELECT path, multiple FROM resource");
    while (resources.step()) {
        const auto path = ObjectPath::parse(resources.text(0));
        if (!path || path->size() != 3) return fmt::format("it holds '{}' for a path", resources.text(0));
        if (resources.integer(1) != 0) kept_[*path] = lwm2m::InstanceValues{};
    }
    Statement values(database_.get(), "SELECT path, instance, type, value FROM value ORDER BY path, instance");
    while (values.step()) {
        const auto path = ObjectPath::parse(values.text(0));
        auto value = values.value(3);
        if (!path || !value) return fmt::format("it holds no value for '{}'", values.text(0));
        const auto multiple = kept_.find(*path);
        if (multiple == kept_.end())
            kept_[*path] = std::move(*value);
        else
            std::get<lwm2m::InstanceValues>(multiple->second)
                .emplace_back(static_cast<lwm2m::Id>(values.integer(1)), std::move(*value));
    }
    return resources.error() + values.error() + accounts_.load(database_.get()) + attributes_.load(database_.get()) +
           instances_.load(database_.get()) + registrations_.load(database_.get()) +
           BacklogRows::check(database_.get());
}

void StateStore::set_aside(const std::string& why) {
    kept_.clear();
    accounts_.set(std::nullopt);
    attributes_.clear();
    instances_.clear();
    registrations_.clear();
    database_.reset();
    auto name = file();
    for (int number = 1; std::filesystem::exists(name); ++number)
        name = directory_ / fmt::format("state.db.bad-{}", number);
    std::error_code error;
    for (const auto* suffix : {"-wal", "-shm", ""}) {
        auto from = file();
        auto to = name;
        from += suffix;
        to += suffix;
        if (std::filesystem::exists(from)) std::filesystem::rename(from, to, error);
    }
    log_.error("state_set_aside file={} as={} reason=\"{}\" effect=\"what was written to the device is forgotten\"",
               file().string(), name.string(), why);
}

lwm2m::Outcome<void> StateStore::transact(const std::function<std::string(sqlite3*)>& write) {
    auto why = database_ ? std::string() : open(true);
    if (why.empty()) why = run_sql(database_.get(), "BEGIN IMMEDIATE");
    if (why.empty()) why = write(database_.get());
    if (why.empty()) why = run_sql(database_.get(), "COMMIT");
    if (why.empty()) return {};
    if (database_ && sqlite3_get_autocommit(database_.get()) == 0) run_sql(database_.get(), "ROLLBACK");
    return lwm2m::Failure{coap::code::internal_server_error,
                          fmt::format("it cannot be kept in {}: {}", file().string(), why)};
}

lwm2m::Outcome<void> StateStore::keep(std::span<const lwm2m::Change> changes) {
    if (changes.empty()) return {};
    auto done = transact([&](sqlite3* database) { return write_all(database, changes); });
    if (done) apply(changes);
    return done;
}

lwm2m::Outcome<void> StateStore::keep_accounts(const lwm2m::AccountSet& accounts,
                                               std::span<const lwm2m::Change> changes, Servers servers) {
    auto done = transact([&](sqlite3* database) {
        auto why = write_all(database, changes);
        if (why.empty() && servers == Servers::others)
            why = AttributeRows::erase_all(database) + RegistrationRows::erase_all(database);
        return why.empty() ? AccountRows::write(database, accounts) : why;
    });
    if (!done) return done;
    apply(changes);
    if (servers == Servers::others) {
        attributes_.clear();
        registrations_.clear();
    }
    accounts_.set(accounts);
    return done;
}

void StateStore::apply(std::span<const lwm2m::Change> changes) {
    for (const auto& change : changes) {
        if (change.value)
            kept_[change.path] = *change.value;
        else
            kept_.erase(change.path);
    }
}

lwm2m::Outcome<void> StateStore::keep_attributes(std::uint16_t server, const ObjectPath& path,
                                                 std::string_view queries) {
    auto done = transact([&](sqlite3* database) { return AttributeRows::write(database, server, path, queries); });
    if (done) attributes_.set(server, path, queries);
    return done;
}

lwm2m::Outcome<void> StateStore::keep_instance(const ObjectPath& instance, lwm2m::InstanceState state,
                                               std::span<const lwm2m::Change> values) {
    auto done = transact([&](sqlite3* database) {
        auto why = InstanceRows::write(database, instance, state);
        return why.empty() ? write_all(database, values) : why;
    });
    if (!done) return done;
    instances_.set(instance, state);
    attributes_.forget(instance);
    std::erase_if(kept_, [&](const auto& entry) { return instance.contains(entry.first); });
    apply(values);
    return {};
}

lwm2m::Outcome<void> StateStore::keep_registration(std::uint16_t server,
                                                   const std::optional<lwm2m::KeptRegistration>& registration) {
    if (!registration && !registrations_.of(server)) return {};
    auto done = transact([&](sqlite3* database) { return RegistrationRows::write(database, server, registration); });
    if (done) registrations_.set(server, registration);
    return done;
}

lwm2m::Outcome<void> StateStore::keep_observation(std::uint16_t server, const lwm2m::KeptObservation& observation) {
    auto done = transact([&](sqlite3* database) { return RegistrationRows::write(database, server, observation); });
    if (done) registrations_.set(server, observation);
    return done;
}

lwm2m::Outcome<void> StateStore::forget_observation(std::uint16_t server, std::optional<BytesView> token) {
    if (registrations_.observations(server).empty()) return {};
    auto done = transact([&](sqlite3* database) { return RegistrationRows::erase(database, server, token); });
    if (done) registrations_.forget(server, token);
    return done;
}

lwm2m::Outcome<void> StateStore::keep_backlog(std::uint16_t server, const lwm2m::BacklogChange& change) {
    return transact([&](sqlite3* database) { return BacklogRows::write(database, server, change); });
}

lwm2m::KeptBacklog StateStore::kept_backlog(std::uint16_t server) const {
    return database_ ? BacklogRows::of(database_.get(), server) : lwm2m::KeptBacklog{};
}

lwm2m::Outcome<void> StateStore::keep_counters(const Counters& counters) {
    return transact([&](sqlite3* database) { return CounterRows::write(database, counters); });
}

Counters StateStore::kept_counters() const { return database_ ? CounterRows::all(database_.get()) : Counters{}; }

std::optional<lwm2m::ResourceValue> StateStore::kept(const ObjectPath& path) const {
    const auto found = kept_.find(path);
    return found != kept_.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<lwm2m::KeptResource> StateStore::kept_below(const ObjectPath& path) const {
    std::vector<lwm2m::KeptResource> below;
    for (auto at = kept_.lower_bound(path); at != kept_.end() && path.contains(at->first); ++at)
        below.push_back({at->first, at->second});
    return below;
}

}  // namespace agent::daemon
