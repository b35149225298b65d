// The attributes that servers have written, as rows of the state database and in memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/model/store.hpp"

struct sqlite3;

namespace agent::daemon {

class AttributeRows {
public:
    static constexpr const char* create_table =
        "CREATE TABLE attribute (server INTEGER NOT NULL, path TEXT NOT NULL, queries TEXT NOT NULL,"
        " PRIMARY KEY (server, path)) WITHOUT ROWID;";

    // Each string is empty when it worked, else why it did not.
    std::string load(sqlite3* database);
    /// In the transaction that is open.
    static std::string write(sqlite3* database, std::uint16_t server, const lwm2m::ObjectPath& path,
                             std::string_view queries);
    static std::string erase_all(sqlite3* database);
    /// After the transaction.
    void set(std::uint16_t server, const lwm2m::ObjectPath& path, std::string_view queries);

    /// Of every server, at and below the instance.
    void forget(const lwm2m::ObjectPath& instance);
    std::vector<lwm2m::KeptAttributes> of(std::uint16_t server) const;
    void clear() { kept_.clear(); }

private:
    std::map<std::uint16_t, std::map<lwm2m::ObjectPath, std::string>> kept_;
};

}  // namespace agent::daemon
