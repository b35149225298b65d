#include "daemon/state_store.hpp"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <span>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

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

StateStore::StateStore(std::filesystem::path directory, Log log) : directory_(std::move(directory)), log_(log) {
    lock_directory();
    if (std::filesystem::exists(file())) read_file();
}

StateStore::~StateStore() = default;

void StateStore::lock_directory() {
    std::error_code error;
    if (std::filesystem::create_directories(directory_, error))
        std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
    if (error) throw std::runtime_error(fmt::format("state directory {}: {}", directory_.string(), error.message()));
    // The directory itself, not a file in it: a disk that is full or read-only takes no file.
    lock_ = Descriptor(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock_)
        throw std::runtime_error(fmt::format("state directory {}: {}", directory_.string(), std::strerror(errno)));
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error(fmt::format("state directory {}: another agent is using it", directory_.string()));
}

void StateStore::read_file() {
    auto trouble = open(false);
    if (!trouble) trouble = load();
    if (!trouble) {
        if (is_read_only(database_.get()))
            log_.error("state_read_only reason=\"{} can be read and not written\"", file().string());
        return;
    }
    if (trouble->blame == Trouble::Blame::file) return set_aside(trouble->why);
    if (trouble->nothing_kept) return;  // it is made when there is room for it
    throw std::runtime_error(fmt::format("state directory {}: {}", file().string(), trouble->why));
}

std::optional<Trouble> StateStore::open(bool create) {
    auto trouble = open_state_file(file(), create, database_);
    if (!trouble) trouble = make_tables();
    if (trouble) database_.reset();
    return trouble;
}

std::optional<Trouble> StateStore::make_tables() {
    auto* database = database_.get();
    // A new file, or one whose making was cut off.
    Statement tables(database, "SELECT count(*) FROM sqlite_master");
    const bool empty = tables.step() && tables.integer(0) == 0;
    tables.reset();
    if (!empty && pragma(database, "application_id") != application_id)
        return Trouble{.why = "it is not a database of this agent"};
    const auto version = empty ? 0 : pragma(database, "user_version");
    if (version == schema) return std::nullopt;
    if (version > schema || version < (empty ? 0 : 1)) {
        return Trouble{.why = fmt::format("its schema {} is not {}, which this agent knows", version, schema)};
    }
    std::string sql = "BEGIN IMMEDIATE;";
    for (const auto* step : std::span(migrations).subspan(static_cast<std::size_t>(version))) sql += step;
    sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", application_id, schema);
    auto why = run_sql(database, sql.c_str());
    if (why.empty()) return std::nullopt;
    auto trouble = trouble_of(database, std::move(why));
    trouble.nothing_kept = empty;
    return trouble;
}

std::optional<Trouble> StateStore::load() {
    auto why = find_wrong_row();
    return why.empty() ? std::nullopt : std::optional(trouble_of(database_.get(), std::move(why)));
}

std::string StateStore::find_wrong_row() {
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

std::string StateStore::make_writable() {
    // SQLite does not find out by itself that a file it could only read can be written now.
    if (database_ && is_read_only(database_.get()) && ::access(file().c_str(), W_OK) == 0) database_.reset();
    if (database_) return {};
    const auto trouble = open(!std::filesystem::exists(file()));
    return trouble ? trouble->why : std::string();
}

lwm2m::Outcome<void> StateStore::transact(const std::function<std::string(sqlite3*)>& write) {
    auto why = make_writable();
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
