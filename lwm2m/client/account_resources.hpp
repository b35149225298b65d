// Accounts as the resources of objects 0 and 1, and back (LwM2M Core 1.1 Appendix E.1, E.2): the form in which a
// bootstrap server writes them and in which they are kept.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "lwm2m/client/server_account.hpp"
#include "lwm2m/model/path.hpp"
#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {

struct AccountList {
    std::vector<ServerAccount> servers;  // at most `most_servers`; the place is the ServerIndex
    std::optional<ServerAccount> bootstrap;
};

/// What accounts are given that objects 0 and 1 do not say.
struct AccountDefaults {
    RetrySettings retry;
    Version bootstrap_version{1, 1};
};

/// By path of a resource: in the order of objects, instances and resources.
using ResourceMap = std::map<ObjectPath, ResourceValue>;

/// Keys included: for the store and a bootstrap server's eyes only.
ResourceMap to_resources(const AccountList& accounts, const AccountDefaults& defaults);
/// 4.06 with the reason, which holds no secret, when the agent could not work with them: an account that lacks one of
/// its halves, an unusable URI, a security mode other than PSK and NoSec, no key, too many or no servers at all.
/// Servers come in the order of their instances of object 1. Other objects in `resources` are passed over.
Outcome<AccountList> to_accounts(const ResourceMap& resources, const AccountDefaults& defaults);

/// A resource of object 1 that is a plain member of the account.
struct ServerField {
    Id id = 0;
    std::optional<Value> (*get)(const ServerAccount& account) = nullptr;
    bool (*set)(ServerAccount& account,
                const Value& value) = nullptr;              // false, and nothing is changed, for an unusable value
    const char* unusable = "the value can't be used here";  // why
    bool fixed = false;                                     // it has one value with every account
};
std::span<const ServerField> server_fields();  // ascending ids
const ServerField* find_server_field(Id resource);

}  // namespace agent::lwm2m
