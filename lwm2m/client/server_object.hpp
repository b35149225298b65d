// Objects 0 and 1 for one account (LwM2M Core 1.1 Appendix E.1, E.2): what a server may read and write of its own
// account.
#pragma once

#include "lwm2m/client/server_account.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// What instance /1/x sets going. Called from inside a handler.
class ServerControls {
public:
    virtual ~ServerControls() = default;
    virtual void on_server_values_changed() = 0;
    virtual void on_disable() = 0;                     // /1/x/4
    virtual void on_update_trigger() = 0;              // /1/x/8
    virtual Outcome<void> on_bootstrap_trigger() = 0;  // /1/x/9; 4.05 when there is no bootstrap server
};

/// Adds /0/x and /1/x to `tree`, whose handlers read and write `account` and call `controls`; both stay where they are
/// until the instances are removed.
void add_server_objects(ObjectTree& tree, ServerAccount& account, ServerControls& controls);
void remove_server_objects(ObjectTree& tree, const ServerAccount& account);

}  // namespace agent::lwm2m
