#include "lwm2m/client/account_resources.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

constexpr std::int64_t psk_mode = 0;  // /0/x/2
constexpr std::int64_t no_security_mode = 3;
constexpr std::size_t longest_identity = 152;  // QCOAP note 2.3.1
constexpr std::size_t longest_key = 128;
constexpr Duration longest_wait = 24h * 365;

Failure unusable(const ObjectPath& instance, std::string_view why) {
    return {coap::code::not_acceptable, fmt::format("{} {}", instance.text(), why)};
}

template<class T>
const T* find(const ResourceMap& resources, const ObjectPath& path) {
    const auto found = resources.find(path);
    const auto* value = found != resources.end() ? std::get_if<Value>(&found->second) : nullptr;
    return value != nullptr ? std::get_if<T>(value) : nullptr;
}

std::uint32_t seconds_at(const ResourceMap& resources, const ObjectPath& path) {
    const auto* seconds = find<std::int64_t>(resources, path);
    return seconds != nullptr ? static_cast<std::uint32_t>(std::clamp<std::int64_t>(*seconds, 0, UINT32_MAX)) : 0;
}

/// Calls visit(path) for each instance of the object that has a resource.
template<class Visit>
Outcome<void> each_instance(const ResourceMap& resources, Id object, Visit visit) {
    for (auto at = resources.lower_bound(ObjectPath(object)); at != resources.end() && at->first.object() == object;) {
        const auto instance = at->first.prefix(2);
        if (auto visited = visit(instance); !visited) return visited;
        while (at != resources.end() && instance.contains(at->first)) ++at;
    }
    return {};
}

void add_security(ResourceMap& resources, const ServerAccount& account, bool is_bootstrap) {
    const ObjectPath instance(0, account.security_instance);
    resources[instance / 0] = Value(account.uri.text());
    resources[instance / 1] = Value(is_bootstrap);
    resources[instance / 2] = Value(account.psk ? psk_mode : no_security_mode);
    if (account.psk) {
        resources[instance / 3] = Value(to_bytes(account.psk->identity));
        resources[instance / 5] = Value(account.psk->key);
    }
    if (!is_bootstrap) {
        resources[instance / 10] = Value(std::int64_t{account.short_id});
        return;
    }
    if (account.hold_off_s > 0) resources[instance / 11] = Value(std::int64_t{account.hold_off_s});
    if (account.account_timeout_s > 0) resources[instance / 12] = Value(std::int64_t{account.account_timeout_s});
}

std::uint64_t whole_seconds(Duration duration) {
    return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

void add_retry(ResourceMap& resources, const ObjectPath& instance, const RetrySettings& retry) {
    resources[instance / 17] = Value(std::uint64_t{retry.attempts});
    resources[instance / 18] = Value(whole_seconds(retry.first));
    resources[instance / 19] = Value(whole_seconds(retry.pause.value_or(retry.most)));
    resources[instance / 20] = Value(std::uint64_t{retry.sequences});
}

/// /1/x/17 to 20. The server's own numbers have no ceiling but a year: "never" is more than an agent can afford.
void read_retry(const ResourceMap& resources, const ObjectPath& instance, RetrySettings& retry) {
    const auto seconds = [](std::uint64_t count) {
        const auto most = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(longest_wait).count());
        return Duration(std::chrono::seconds(std::min(count, most)));
    };
    const auto number = [](std::uint64_t count) {
        return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(count, 1, UINT32_MAX));
    };
    const auto* attempts = find<std::uint64_t>(resources, instance / 17);
    const auto* timer = find<std::uint64_t>(resources, instance / 18);
    const auto* pause = find<std::uint64_t>(resources, instance / 19);
    const auto* sequences = find<std::uint64_t>(resources, instance / 20);
    if (pause == nullptr && (attempts != nullptr || timer != nullptr)) retry.pause = retry.pause.value_or(retry.most);
    if (attempts != nullptr) retry.attempts = number(*attempts);
    if (timer != nullptr) retry.first = seconds(*timer);
    if (attempts != nullptr || timer != nullptr) retry.most = longest_wait;
    if (pause != nullptr) retry.pause = seconds(*pause);
    if (sequences != nullptr) retry.sequences = number(*sequences);
}

class Reader {
public:
    Reader(const ResourceMap& resources, const AccountDefaults& defaults)
        : resources_(resources), defaults_(defaults) {}

    Outcome<AccountList> run();

private:
    Outcome<void> server(const ObjectPath& instance);
    Outcome<void> security(const ObjectPath& instance);
    Outcome<void> bootstrap_account(const ObjectPath& instance);
    Outcome<void> connection(const ObjectPath& instance, ServerAccount& account) const;
    Outcome<Psk> psk(const ObjectPath& instance) const;

    const ResourceMap& resources_;
    const AccountDefaults& defaults_;
    AccountList accounts_;
    std::vector<bool> secured_;  // by place in accounts_.servers
};

Outcome<AccountList> Reader::run() {
    const auto servers = each_instance(resources_, 1, [this](const ObjectPath& instance) { return server(instance); });
    if (!servers) return servers.error();
    if (accounts_.servers.empty()) return unusable(ObjectPath(1), "has no instance: no server is left");
    if (accounts_.servers.size() > most_servers) return unusable(ObjectPath(1), "has more than four instances");
    secured_.resize(accounts_.servers.size());
    const auto all = each_instance(resources_, 0, [this](const ObjectPath& instance) { return security(instance); });
    if (!all) return all.error();
    for (std::size_t place = 0; place < secured_.size(); ++place) {
        const ObjectPath instance(1, accounts_.servers[place].instance);
        if (!secured_[place]) return unusable(instance, "has no instance of object 0 with its short server id");
    }
    return std::move(accounts_);
}

Outcome<void> Reader::server(const ObjectPath& instance) {
    ServerAccount account;
    account.instance = instance.instance();
    account.retry = defaults_.retry;
    if (!resources_.contains(instance / 0)) return unusable(instance, "has no short server id");
    for (const auto& field : server_fields()) {
        const auto found = resources_.find(instance / field.id);
        if (found == resources_.end()) continue;
        const auto* value = std::get_if<Value>(&found->second);
        if (value == nullptr || !field.set(account, *value)) {
            return unusable(instance, fmt::format("has a resource {} that can't be used", field.id));
        }
    }
    read_retry(resources_, instance, account.retry);
    if (std::ranges::count(accounts_.servers, account.short_id, &ServerAccount::short_id) > 0) {
        return unusable(instance, "has the short server id of another instance");
    }
    accounts_.servers.push_back(std::move(account));
    return {};
}

Outcome<void> Reader::security(const ObjectPath& instance) {
    const auto* is_bootstrap = find<bool>(resources_, instance / 1);
    if (is_bootstrap != nullptr && *is_bootstrap) return bootstrap_account(instance);
    const auto* short_id = find<std::int64_t>(resources_, instance / 10);
    const auto server = std::ranges::find_if(accounts_.servers, [&](const ServerAccount& account) {
        return short_id != nullptr && account.short_id == *short_id;
    });
    if (server == accounts_.servers.end()) {
        return unusable(instance, "has no instance of object 1 with its short server id");
    }
    const auto place = static_cast<std::size_t>(server - accounts_.servers.begin());
    if (secured_[place]) return unusable(instance, "has the short server id of another instance");
    secured_[place] = true;
    return connection(instance, *server);
}

Outcome<void> Reader::bootstrap_account(const ObjectPath& instance) {
    if (accounts_.bootstrap) return unusable(instance, "is a second account of a bootstrap server");
    auto& account = accounts_.bootstrap.emplace();
    account.short_id = 0;
    account.version = defaults_.bootstrap_version;
    account.hold_off_s = seconds_at(resources_, instance / 11);
    account.account_timeout_s = seconds_at(resources_, instance / 12);
    return connection(instance, account);
}

Outcome<void> Reader::connection(const ObjectPath& instance, ServerAccount& account) const {
    account.security_instance = instance.instance();
    const auto* text = find<std::string>(resources_, instance / 0);
    if (text == nullptr) return unusable(instance, "has no URI");
    std::string why;
    auto uri = ServerUri::parse(*text, why);
    if (!uri) return unusable(instance, "has an unusable URI: " + why);
    account.uri = std::move(*uri);
    const auto* mode = find<std::int64_t>(resources_, instance / 2);
    if (mode == nullptr || (*mode != psk_mode && *mode != no_security_mode)) {
        return unusable(instance, "has a security mode other than 0 (PSK) and 3 (NoSec)");
    }
    if (account.uri.secure != (*mode == psk_mode)) {
        return unusable(instance, "has a security mode that does not fit the scheme of its URI");
    }
    if (*mode == no_security_mode) return {};
    auto credentials = psk(instance);
    if (!credentials) return credentials.error();
    account.psk = std::move(*credentials);
    return {};
}

Outcome<Psk> Reader::psk(const ObjectPath& instance) const {
    const auto* identity = find<Bytes>(resources_, instance / 3);
    const auto* key = find<Bytes>(resources_, instance / 5);
    if (identity == nullptr || identity->empty()) return unusable(instance, "has no identity");
    if (key == nullptr || key->empty()) return unusable(instance, "has no key");
    if (identity->size() > longest_identity) return unusable(instance, "has an identity of more than 152 bytes");
    if (key->size() > longest_key) return unusable(instance, "has a key of more than 128 bytes");
    const auto cannot_be_sent = [](std::uint8_t byte) { return byte < ' ' || byte == '"' || byte == 0x7F; };
    if (std::ranges::any_of(*identity, cannot_be_sent)) {
        return unusable(instance, "has an identity that the module's command cannot carry");
    }
    return Psk{std::string(as_text(*identity)), *key};
}

}  // namespace

ResourceMap to_resources(const AccountList& accounts, const AccountDefaults& defaults) {
    ResourceMap resources;
    if (accounts.bootstrap) add_security(resources, *accounts.bootstrap, true);
    for (const auto& account : accounts.servers) {
        add_security(resources, account, false);
        const ObjectPath instance(1, account.instance);
        for (const auto& field : server_fields()) {
            if (auto value = field.get(account)) resources[instance / field.id] = std::move(*value);
        }
        if (account.retry != defaults.retry) add_retry(resources, instance, account.retry);
    }
    return resources;
}

Outcome<AccountList> to_accounts(const ResourceMap& resources, const AccountDefaults& defaults) {
    return Reader(resources, defaults).run();
}

}  // namespace agent::lwm2m
