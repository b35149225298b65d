// The attributes one server has written, by path, over the configured ones (LwM2M Core 1.1 §5.1.1, §7.3.1).
#pragma once

#include <functional>
#include <span>
#include <unordered_map>

#include "lwm2m/client/settings.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

class AttributeTable {
public:
    /// `fallback` gives what object 1 says for every path of this server; `defaults` outlives the table.
    AttributeTable(std::span<const AttributeDefault> defaults, std::function<Attributes()> fallback);

    /// What the server wrote at exactly this path.
    const Attributes& written(const ObjectPath& path) const;
    /// What it wrote there or further up.
    Attributes inherited(const ObjectPath& path) const;
    /// What holds for notifications of the path: inherited(), then the configuration, then object 1.
    Attributes effective(const ObjectPath& path) const;
    /// 4.00, and nothing is changed, when the result contradicts itself.
    Outcome<void> write(const ObjectPath& path, const AttributeChange& change);

private:
    std::unordered_map<ObjectPath, Attributes> written_;
    std::unordered_map<ObjectPath, Attributes> defaults_;
    std::function<Attributes()> fallback_;
};

}  // namespace agent::lwm2m
