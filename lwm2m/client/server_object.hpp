// Objects 0 and 1 for one account (LwM2M Core 1.1 Appendix E.1, E.2): what a server may read and write of its own
// account.
#pragma once

#include <cstdint>
#include <optional>

#include "lwm2m/client/server_account.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::lwm2m {

/// What instance /1/x says now: the account's settings, what was kept and what the server wrote since over them.
struct ServerValues {
    std::uint32_t lifetime_s = 86400;             // /1/x/1; 0: infinite
    std::uint32_t default_pmin_s = 0;             // /1/x/2
    std::optional<std::uint32_t> default_pmax_s;  // /1/x/3
    std::uint32_t disable_timeout_s = 86400;      // /1/x/5
    bool store_notifications = true;              // /1/x/6
    bool queue_mode = false;                      // /1/x/7 is "UQ"
    bool mute_send = false;                       // /1/x/23
};

/// What the instance sets going.
class ServerControls {
public:
    virtual ~ServerControls() = default;
    virtual void on_server_values_changed() = 0;
    virtual void on_disable() = 0;         // /1/x/4
    virtual void on_update_trigger() = 0;  // /1/x/8
};

/// Adds /0/x and /1/x to `tree`, whose handlers keep `values` and call `controls`; both outlive the tree's use.
void add_server_objects(ObjectTree& tree, const Store& store, const ServerAccount& account, ServerValues& values,
                        ServerControls& controls);

}  // namespace agent::lwm2m
