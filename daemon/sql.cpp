#include "daemon/sql.hpp"

namespace agent::daemon {
namespace {

using lwm2m::DataType;

bool is_ok(int result) { return result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE; }

}  // namespace

std::string run_sql(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return sqlite3_errmsg(database);
}

Statement::Statement(sqlite3* database, std::string_view sql)
    : database_(database),
      result_(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr)) {}

Statement& Statement::bind(int place, std::int64_t number) {
    if (is_ok(result_)) result_ = sqlite3_bind_int64(statement_, place, number);
    return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
    if (is_ok(result_))
        result_ = sqlite3_bind_text64(statement_, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int place, BytesView bytes) {
    if (is_ok(result_)) {
        result_ = bytes.empty() ? sqlite3_bind_zeroblob(statement_, place, 0)
                                : sqlite3_bind_blob64(statement_, place, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    }
    return *this;
}

Statement& Statement::bind_value(int place, const lwm2m::Value& value) {
    bind(place - 1, static_cast<std::int64_t>(type_of(value)));
    struct Bind {
        Statement& statement;
        int place;
        void operator()(std::int64_t number) const { statement.bind(place, number); }
        void operator()(std::uint64_t number) const { statement.bind(place, static_cast<std::int64_t>(number)); }
        void operator()(bool truth) const { statement.bind(place, static_cast<std::int64_t>(truth)); }
        void operator()(lwm2m::Time time) const { statement.bind(place, time.seconds); }
        void operator()(lwm2m::ObjectLink link) const {
            statement.bind(place, static_cast<std::int64_t>(link.object) << 16 | link.instance);
        }
        void operator()(double number) const {
            if (is_ok(statement.result_)) statement.result_ = sqlite3_bind_double(statement.statement_, place, number);
        }
        // Text as a blob too: SQLite would cut text at a zero byte.
        void operator()(const std::string& text) const { blob(as_bytes(text)); }
        void operator()(const Bytes& bytes) const { blob(bytes); }
        void operator()(const lwm2m::CoreLink& link) const { blob(as_bytes(link.text)); }
        void blob(BytesView bytes) const { statement.bind(place, bytes); }
    };
    std::visit(Bind{*this, place}, value);
    return *this;
}

bool Statement::step() {
    if (!is_ok(result_)) return false;
    result_ = sqlite3_step(statement_);
    return result_ == SQLITE_ROW;
}

void Statement::reset() {
    if (is_ok(result_)) result_ = sqlite3_reset(statement_);
}

std::string_view Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes != nullptr ? std::string_view(bytes, size) : std::string_view();
}

std::string Statement::text(int column) const { return std::string(blob(column)); }

std::optional<lwm2m::Value> Statement::value(int column) const {
    const auto number = integer(column);
    switch (static_cast<DataType>(integer(column - 1))) {
        case DataType::string:
            return lwm2m::Value(text(column));
        case DataType::core_link:
            return lwm2m::Value(lwm2m::CoreLink{text(column)});
        case DataType::opaque:
            return lwm2m::Value(to_bytes(blob(column)));
        case DataType::integer:
            return lwm2m::Value(number);
        case DataType::unsigned_integer:
            return lwm2m::Value(static_cast<std::uint64_t>(number));
        case DataType::boolean:
            return lwm2m::Value(number != 0);
        case DataType::time:
            return lwm2m::Value(lwm2m::Time{number});
        case DataType::floating:
            return lwm2m::Value(sqlite3_column_double(statement_, column));
        case DataType::object_link:
            return lwm2m::Value(
                lwm2m::ObjectLink{static_cast<lwm2m::Id>(number >> 16), static_cast<lwm2m::Id>(number & 0xFFFF)});
        case DataType::none:
            break;
    }
    return std::nullopt;
}

std::string Statement::error() const { return is_ok(result_) ? std::string() : sqlite3_errmsg(database_); }

}  // namespace agent::daemon
