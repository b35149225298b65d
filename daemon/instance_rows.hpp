// The instances that servers have created and deleted, as rows of the state database and in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lwm2m/model/store.hpp"

struct sqlite3;

namespace agent::daemon {

class InstanceRows {
public:
    static constexpr const char* create_table =
        "CREATE TABLE instance (path TEXT PRIMARY KEY, state INTEGER NOT NULL) WITHOUT ROWID;";

    // Each string is empty when it worked, else why it did not.
    std::string load(sqlite3* database);
    /// In the transaction that is open: the state, and nothing below the instance any more.
    static std::string write(sqlite3* database, const lwm2m::ObjectPath& instance, lwm2m::InstanceState state);
    /// After the transaction.
    void set(const lwm2m::ObjectPath& instance, lwm2m::InstanceState state) { kept_[instance] = state; }

    std::vector<lwm2m::KeptInstance> all() const;
    void clear() { kept_.clear(); }

private:
    std::map<lwm2m::ObjectPath, lwm2m::InstanceState> kept_;
};

}  // namespace agent::daemon
