// Which resources somebody observes, over all servers: the first observer starts a handler's refreshing, the last ends
// it.
#pragma once

#include <span>
#include <unordered_map>

#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

class Watches {
public:
    explicit Watches(ObjectTree& tree) : tree_(tree) {}

    void add(const ObjectPath& observed);
    void remove(const ObjectPath& observed);
    /// After instances came or went: as if every one of `observed` had been added to nothing.
    /// The object's handlers are gone, and those in their place have not been told: rebuild() tells them.
    void forget(const ObjectPath& object);
    void rebuild(std::span<const ObjectPath> observed);

private:
    void watch(const ObjectPath& resource, bool observed);

    ObjectTree& tree_;
    std::unordered_map<ObjectPath, std::uint32_t> observers_;  // of a resource
};

}  // namespace agent::lwm2m
