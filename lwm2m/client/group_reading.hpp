// Several paths read together for one server (LwM2M Core 1.1 §6.3.8): what it may not read and what is not there is
// left out.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "lwm2m/client/context.hpp"
#include "lwm2m/codec/composite.hpp"

namespace agent::lwm2m {

struct Group {
    std::vector<codec::ObjectContent> objects;  // one for each path, in their order; empty content: left out
    std::optional<Failure> failure;             // why something was left out: 4.01, 4.04, 4.05 or a handler's

    bool is_empty() const;
};

/// "/" stands for every object of the gateway itself that servers see.
std::vector<ObjectPath> expand(const ObjectTree& tree, std::vector<ObjectPath> paths);

/// Calls `done` once, perhaps before it returns.
void read_group(Context& context, ServerIndex server, std::span<const ObjectPath> paths,
                std::function<void(Group)> done);

}  // namespace agent::lwm2m
