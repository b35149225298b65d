// The attributes one server has written, by path, over the configured ones (LwM2M Core 1.1 §5.1.1, §7.3.1).
#pragma once

#include <functional>
#include <span>
#include <unordered_map>

#include "lwm2m/base/log.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/model/store.hpp"

namespace agent::lwm2m {

class AttributeTable {
public:
    /// `fallback` gives what object 1 says for every path of this server.
    AttributeTable(Store& store, std::span<const AttributeDefault> defaults, std::function<Attributes()> fallback,
                   Log log);

    /// Other configured ones.
    void set_defaults(std::span<const AttributeDefault> defaults);
    /// From now on they are those of the server with that short id, beginning with what the store has kept for it.
    void assign(std::uint16_t short_id);

    /// What the server wrote at exactly this path.
    const Attributes& written(const ObjectPath& path) const;
    /// What it wrote there or further up.
    Attributes inherited(const ObjectPath& path) const;
    /// What holds for notifications of the path: inherited(), then the configuration, then object 1.
    Attributes effective(const ObjectPath& path) const;
    /// What object 1 alone says.
    Attributes fallback() const { return fallback_(); }
    /// Kept in the store, too. 4.00, and nothing is changed, when the result contradicts itself; 5.00 when it can't be
    /// kept.
    Outcome<void> write(const ObjectPath& path, const AttributeChange& change);
    /// The instance is gone: what was written there and below no longer holds.
    void forget(const ObjectPath& instance);

private:
    std::uint16_t short_id_ = 0;
    Store& store_;
    std::unordered_map<ObjectPath, Attributes> written_;
    std::unordered_map<ObjectPath, Attributes> defaults_;
    std::function<Attributes()> fallback_;
    Log log_;
};

}  // namespace agent::lwm2m
