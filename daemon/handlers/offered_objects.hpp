// The configuration's objects in the tree, and what becomes of them when the configuration is another one.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "daemon/handlers/build_tree.hpp"

namespace agent::daemon {

class OfferedObjects {
public:
    /// References are kept.
    OfferedObjects(const HandlerContext& context, lwm2m::ObjectTree& tree) : context_(context), tree_(tree) {}

    /// Makes the tree's objects those of the settings (templates resolved), but for those of nobody's configuration.
    /// What is the same stays untouched. Values that were written and are kept nowhere go over to the resource in their
    /// place, unless the configuration now says another value. The paths of objects that came, went or are new.
    std::vector<lwm2m::ObjectPath> become(const config::Settings& settings);

private:
    void take_out(const lwm2m::ObjectPath& object);

    const HandlerContext& context_;
    lwm2m::ObjectTree& tree_;
    std::map<lwm2m::ObjectPath, std::unique_ptr<config::ObjectSettings>> settings_;  // handlers refer to them
};

}  // namespace agent::daemon
