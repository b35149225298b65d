// SQLite statements with their errors as text, and LwM2M values as rows.
#pragma once

#include <string>
#include <string_view>

#include <sqlite3.h>

#include "lwm2m/model/value.hpp"

namespace agent::daemon {

/// Runs SQL without parameters; empty when it worked, else SQLite's message.
std::string run_sql(sqlite3* database, const char* sql);

class Statement {
public:
    Statement(sqlite3* database, std::string_view sql);
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int place, std::int64_t number);
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, BytesView bytes);
    /// The value in the SQLite type that holds all of it, its LwM2M type in the place before.
    Statement& bind_value(int place, const lwm2m::Value& value);
    /// True when there is a row. False at the end and after an error, which error() tells apart.
    bool step();
    void reset();
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const;
    Bytes bytes(int column) const { return to_bytes(blob(column)); }
    /// The inverse of bind_value; nullopt when the row holds no such value.
    std::optional<lwm2m::Value> value(int column) const;
    /// Empty when nothing went wrong.
    std::string error() const;

private:
    std::string_view blob(int column) const;

    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int result_ = SQLITE_OK;
};

}  // namespace agent::daemon
