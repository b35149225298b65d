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

/// What servers made of the instances that the configuration has.
enum class InstanceState : std::uint8_t { created, deleted };
struct KeptInstance {
    ObjectPath path;
    InstanceState state;
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

    /// A server created the instance, with those values, or deleted it. What was kept at and below its path before,
    /// attributes of every server included, is forgotten. All of it or nothing, on disk when it returns.
    virtual Outcome<void> keep_instance(const ObjectPath& instance, InstanceState state,
                                        std::span<const Change> values) = 0;
    virtual std::vector<KeptInstance> kept_instances() const = 0;
};

}  // namespace agent::lwm2m
