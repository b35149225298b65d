// Other settings while the client runs: what they leave as it is goes on as it was.
#include <algorithm>

#include "lwm2m/client/client_core.hpp"

namespace agent::lwm2m {
namespace {

/// Its registration goes on at its place; the other values of the account are no reason to leave.
bool is_same_server(const ServerAccount& one, const ServerAccount& other) {
    return one.short_id == other.short_id && one.uri == other.uri && one.psk == other.psk &&
           one.version == other.version && one.instance == other.instance &&
           one.security_instance == other.security_instance;
}

/// It knows the device as the same one, over another connection.
bool knows_the_device(const ServerAccount& one, const ServerAccount& other) {
    return one.short_id == other.short_id && one.uri == other.uri && one.psk.has_value() == other.psk.has_value() &&
           (!one.psk || one.psk->identity == other.psk->identity) && one.version == other.version;
}

/// `next`, those that are there already at the places they have.
std::vector<ServerAccount> placed(const std::vector<ServerAccount>& now, const std::vector<ServerAccount>& next) {
    std::vector<std::optional<ServerAccount>> places(next.size());
    std::vector<ServerAccount> others;
    for (const auto& account : next) {
        const auto there = std::ranges::find(now, account.short_id, &ServerAccount::short_id);
        const auto place = static_cast<std::size_t>(there - now.begin());
        if (there != now.end() && place < places.size()) {
            places[place] = account;
        } else {
            others.push_back(account);
        }
    }
    std::vector<ServerAccount> servers;
    servers.reserve(places.size());
    auto other = others.begin();
    for (auto& place : places) servers.push_back(place ? std::move(*place) : *other++);
    return servers;
}

}  // namespace

void Client::Core::reconfigure(ClientSettings settings, ChangeObjects change_objects, std::function<void()> done) {
    reconfigured_ = std::move(done);
    context_.writings.exclusive([this, settings = std::move(settings), change_objects = std::move(change_objects)] {
        if (!reconfigured_) return;
        const auto objects = change_objects();
        take(settings);
        replaced(objects);
        leave_servers();
    });
}

void Client::Core::take(ClientSettings settings) {
    renamed_ = settings.endpoint != settings_.endpoint;
    send_rules_.stop();
    settings_ = std::move(settings);
    for (const auto& session : sessions_) session->on_settings_changed();
    send_rules_.start();
}

void Client::Core::replaced(std::span<const ObjectPath> objects) {
    for (const auto& object : objects) {
        context_.watches.forget(object);
        context_.readings.lose(object);
    }
    context_.access.load();
    for (const auto& object : objects) changed(object);
}

bool Client::Core::goes_on(ServerIndex server) const {
    return !renamed_ && server < next_servers_.size() &&
           is_same_server(context_.accounts.server(server), next_servers_[server]);
}

void Client::Core::leave_servers() {
    // Of those that go, each is forgotten on its own.
    next_.emplace(settings_, context_.store, context_.log.named("accounts"), Store::Servers::same);
    next_servers_ = placed(context_.accounts.servers(), next_->servers());
    leaving_.clear();
    for (ServerIndex server = 0; server < sessions().size(); ++server) {
        const auto stays = [&](const auto& account) {
            return !renamed_ && knows_the_device(sessions_[server]->account(), account);
        };
        if (goes_on(server) || std::ranges::any_of(next_servers_, stays)) continue;
        sessions_[server]->hold(true);
        leaving_.push_back(server);
    }
    leave_timer_ = context_.timers.after(settings_.stop_within, [this] { await_leaving(true); });
    await_leaving(false);
}

void Client::Core::await_leaving(bool at_once) {
    if (!next_) return;
    const auto has_left = [this](ServerIndex server) {
        return server >= sessions().size() || sessions_[server]->stopped();
    };
    if (!at_once && !std::ranges::all_of(leaving_, has_left)) return;
    context_.timers.cancel(leave_timer_);
    // A bootstrap that began meanwhile has the accounts to itself.
    if (bootstrap_.is_running()) {
        leave_timer_ = context_.timers.after(1s, [this] { await_leaving(true); });
        return;
    }
    leaving_.clear();
    context_.writings.exclusive([this] {
        if (reconfigured_ && next_) replace_servers();
    });
}

/// Whoever has the short id next begins without.
void Client::Core::forget_attributes(std::uint16_t short_id) {
    for (const auto& written : context_.store.kept_attributes(short_id)) {
        if (auto kept = context_.store.keep_attributes(short_id, written.path, ""); !kept) {
            context_.log.warning("attributes kept too long path={} reason=\"{}\"", written.path.text(),
                                 kept.error().reason);
        }
    }
}

void Client::Core::clear_place(ServerIndex server) {
    const auto& account = sessions_[server]->account();
    const auto short_id = account.short_id;
    const bool moves = !renamed_ && std::ranges::any_of(next_servers_, [&](const auto& next) {
        return knows_the_device(account, next);
    });
    // What a server observes goes with it.
    const auto observed = moves ? context_.store.kept_observations(short_id) : std::vector<KeptObservation>{};
    sessions_[server]->vacate();
    if (!moves) forget_attributes(short_id);
    for (const auto& one : observed) {
        if (auto kept = context_.store.keep_observation(short_id, one); !kept) {
            context_.log.warning("observation not kept server={} reason=\"{}\"", server, kept.error().reason);
        }
    }
}

void Client::Core::replace_servers() {
    std::vector<ServerIndex> fresh;
    std::vector<ServerIndex> same;
    for (ServerIndex server = 0; server < most_servers; ++server) {
        const bool was_there = server < sessions().size();
        if (was_there && goes_on(server)) {
            same.push_back(server);
            continue;
        }
        if (was_there) clear_place(server);
        if (server < next_servers_.size()) fresh.push_back(server);
    }
    context_.accounts.become(*next_, next_servers_);
    next_.reset();
    order_.clear();
    started_ = 0;
    for (const auto server : fresh) {
        sessions_[server]->assign();
        sessions_[server]->resume();
    }
    for (const auto server : same) sessions_[server]->on_account_changed();
    context_.access.load();
    bootstrap_.on_account_changed();
    context_.listener.on_accounts_changed();
    if (!fresh.empty()) changed(ObjectPath(1));
    // Those of the order that was and had not begun do so now.
    for (const auto& session : sessions())
        if (session->stopped()) session->start();
    finish_reconfiguration();
}

void Client::Core::finish_reconfiguration() {
    if (sessions().empty()) static_cast<void>(request_bootstrap(BootstrapReason::no_server));
    if (const auto done = std::exchange(reconfigured_, {})) done();
}

}  // namespace agent::lwm2m
