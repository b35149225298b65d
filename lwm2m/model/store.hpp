// Where acknowledged writes are kept; the daemon puts a database behind it.
#pragma once

#include <optional>
#include <span>

#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

struct Change {
    ObjectPath path;                     // of a resource
    std::optional<ResourceValue> value;  // nullopt: forget it
};

class Store {
public:
    virtual ~Store() = default;
    /// All of the changes or none, on disk when it returns. 5.00 with the reason when they can't be kept.
    virtual Outcome<void> keep(std::span<const Change> changes) = 0;
    /// What was kept for a resource; nullopt when nothing was.
    virtual std::optional<ResourceValue> kept(const ObjectPath& path) const = 0;
};

}  // namespace agent::lwm2m
