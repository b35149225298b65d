#include "lwm2m/client/accounts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

/// What servers wrote to the resources of object 1 belongs to the accounts they wrote it to.
std::vector<Change> forget_written(const Store& store) {
    std::vector<Change> changes;
    for (const auto& kept : store.kept_below(ObjectPath(1))) changes.push_back({kept.path, std::nullopt});
    return changes;
}

std::vector<KeptResource> as_kept(const ResourceMap& resources) {
    std::vector<KeptResource> kept;
    for (const auto& [path, value] : resources) {
        if (path.object() <= 1) kept.push_back({path, value});
    }
    return kept;
}

}  // namespace

Accounts::Accounts(const ClientSettings& settings, Store& store, Log log, Store::Servers servers)
    : defaults_{.retry = settings.retry,
                .bootstrap_version = settings.bootstrap ? settings.bootstrap->version : Version{1, 1}},
      store_(store),
      log_(log),
      list_{settings.servers, settings.bootstrap} {
    configuration_ = fingerprint(list_, settings.retry);
    load_kept();
    if (!bootstrapped_) forget_kept(servers);
    apply_written();
    list_.servers.reserve(most_servers);
}

void Accounts::load_kept() {
    const auto kept = store_.kept_accounts();
    if (!kept || kept->resources.empty()) return;
    if (kept->configuration != configuration_) {
        log_.warning("accounts from the configuration reason=\"it has changed since the bootstrap\"");
        return;
    }
    ResourceMap resources;
    for (const auto& [path, value] : kept->resources) resources[path] = value;
    auto list = to_accounts(resources, defaults_);
    if (!list) {
        log_.error("accounts from the configuration reason=\"those that were kept: {}\"", list.error().reason);
        return;
    }
    list_ = std::move(*list);
    bootstrapped_ = true;
    log_.info("accounts from a bootstrap servers={}", list_.servers.size());
}

/// The configured accounts are in effect: what was kept for others, or for others of the same instances, is not.
void Accounts::forget_kept(Store::Servers servers) {
    const auto kept = store_.kept_accounts();
    if (kept == AccountSet{configuration_, {}}) return;
    const auto changes = kept ? forget_written(store_) : std::vector<Change>{};
    if (auto done = store_.keep_accounts({configuration_, {}}, changes, servers); !done) {
        log_.error("accounts not kept reason=\"{}\"", done.error().reason);
    }
}

void Accounts::apply_written() {
    for (const auto& [path, value] : store_.kept_below(ObjectPath(1))) {
        const auto account = std::ranges::find(list_.servers, path.instance(), &ServerAccount::instance);
        const auto* field = find_server_field(path.resource());
        const auto* single = std::get_if<Value>(&value);
        if (account == list_.servers.end() || field == nullptr || single == nullptr || !field->set(*account, *single)) {
            log_.warning("kept value ignored path={}", path.text());
        }
    }
}

Outcome<void> Accounts::keep(const ResourceMap& resources, std::vector<Change> changes) {
    std::ranges::move(forget_written(store_), std::back_inserter(changes));
    return store_.keep_accounts({configuration_, as_kept(resources)}, changes);
}

void Accounts::adopt(AccountList accounts) {
    list_ = std::move(accounts);
    list_.servers.reserve(most_servers);
    bootstrapped_ = true;
}

void Accounts::become(const Accounts& next, const std::vector<ServerAccount>& servers) {
    defaults_ = next.defaults_;
    configuration_ = next.configuration_;
    bootstrapped_ = next.bootstrapped_;
    list_.bootstrap = next.list_.bootstrap;
    // In place: objects 0 and 1 refer to them.
    list_.servers.assign(servers.begin(), servers.end());
}

void Accounts::purge_bootstrap() {
    list_.bootstrap.reset();
    // What servers wrote stays where it is: it is part of resources(), but goes on to be theirs to change.
    if (auto kept = store_.keep_accounts({configuration_, as_kept(resources())}, {}, Store::Servers::same); !kept) {
        log_.error("accounts not kept reason=\"{}\"", kept.error().reason);
    }
}

std::string fingerprint(const AccountList& accounts, const RetrySettings& usual) {
    std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
    const auto add = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3;
        hash = (hash ^ 0xFFU) * 0x100000001B3;  // no text ends so
    };
    for (const auto& [path, value] : to_resources(accounts, {.retry = usual})) {
        const auto* field = path.object() == 1 ? find_server_field(path.resource()) : nullptr;
        if (field != nullptr && field->fixed) continue;
        add(path.text());
        add(to_text(std::get<Value>(value)));
    }
    const auto add_version = [&](const ServerAccount& account) { add(account.version.text()); };
    std::ranges::for_each(accounts.servers, add_version);
    if (accounts.bootstrap) add_version(*accounts.bootstrap);
    return fmt::format("{:016x}", hash);
}

}  // namespace agent::lwm2m
