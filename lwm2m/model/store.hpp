// Where acknowledged writes are kept; the daemon puts a database behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

struct Change {
    ObjectPath path;                     // of a resource
    std::optional<ResourceValue> value;  // nullopt: forget it
};

/// What a server wrote at a path with Write-Attributes, as queries: "pmin=10&gt=5.5".
struct KeptAttributes {
    ObjectPath path;
    std::string queries;
};

class Store {
public:
    virtual ~Store() = default;
    /// All of the changes or none, on disk when it returns. 5.00 with the reason when they can't be kept.
    virtual Outcome<void> keep(std::span<const Change> changes) = 0;
    /// What was kept for a resource; nullopt when nothing was.
    virtual std::optional<ResourceValue> kept(const ObjectPath& path) const = 0;

    /// What the server with that short id has written at the path; empty queries: forget it. On disk when it returns.
    virtual Outcome<void> keep_attributes(std::uint16_t server, const ObjectPath& path, std::string_view queries) = 0;
    virtual std::vector<KeptAttributes> kept_attributes(std::uint16_t server) const = 0;
};

}  // namespace agent::lwm2m
