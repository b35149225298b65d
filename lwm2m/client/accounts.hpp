// The accounts in effect: the configured ones, or those that a bootstrap put in their place. Everything that concerns
// them is here, is kept as a whole, and is lost or gained as a whole (LwM2M Core 1.1 §6.1).
//
// What a bootstrap left wins over the configuration at the next start, for as long as the configured accounts are those
// that it replaced: when one of them is changed, added or taken away, the configuration is in effect again, and what
// servers wrote to object 1 before is forgotten.
#pragma once

#include <string>

#include "lwm2m/base/log.hpp"
#include "lwm2m/client/account_resources.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/model/store.hpp"

namespace agent::lwm2m {

class Accounts {
public:
    /// Takes what is kept, with what servers have written to object 1 since. When the configuration is another one than
    /// that of before, what is kept of the servers themselves is theirs no longer, unless they are the `same`.
    Accounts(const ClientSettings& settings, Store& store, Log log, Store::Servers servers = Store::Servers::others);
    Accounts(const Accounts&) = delete;
    Accounts& operator=(const Accounts&) = delete;

    std::size_t size() const { return list_.servers.size(); }
    /// Stays where it is until adopt().
    ServerAccount& server(ServerIndex index) { return list_.servers.at(index); }
    const ServerAccount& server(ServerIndex index) const { return list_.servers.at(index); }
    const std::vector<ServerAccount>& servers() const { return list_.servers; }
    const std::optional<ServerAccount>& bootstrap() const { return list_.bootstrap; }
    bool are_bootstrapped() const { return bootstrapped_; }

    /// Objects 0 and 1 as they are now, keys included.
    ResourceMap resources() const { return to_resources(list_, defaults_); }
    Outcome<AccountList> check(const ResourceMap& resources) const { return to_accounts(resources, defaults_); }
    /// Puts checked `resources` on disk in the place of what is kept, together with `changes`. They are in effect at
    /// the next start, or when adopt() is called.
    Outcome<void> keep(const ResourceMap& resources, std::vector<Change> changes);
    /// No reference to an account may be held any more.
    void adopt(AccountList accounts);
    /// Those of `next` are in effect, `servers` in this order. References to those whose place stays stay good; no
    /// others may be held any more.
    void become(const Accounts& next, const std::vector<ServerAccount>& servers);
    /// The bootstrap server's account is gone for good (/0/x/12).
    void purge_bootstrap();

private:
    void load_kept();
    void forget_kept(Store::Servers servers);
    void apply_written();

    AccountDefaults defaults_;
    Store& store_;
    Log log_;
    std::string configuration_;  // fingerprint of the configured accounts
    AccountList list_;
    bool bootstrapped_ = false;
};

/// Tells one configuration of accounts from another. Of their keys it holds too little to be of use to anybody, and is
/// kept where they are kept.
std::string fingerprint(const AccountList& accounts, const RetrySettings& usual);

}  // namespace agent::lwm2m
