#include "lwm2m/client/client_core.hpp"

#include <algorithm>

#include "lwm2m/client/device_objects.hpp"

namespace agent::lwm2m {
namespace {

/// Of a device that never knows what time it is.
WallTime running_clock(TimePoint now) {
    const auto running = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    return {running, running};
}

}  // namespace

Client::Core::Core(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
                   Transport& transport, ClientListener& listener, WallClock clock)
    : settings_(std::move(settings)),
      context_{.settings = settings_,
               .tree = tree,
               .store = store,
               .timers = timers,
               .random = random,
               .log = log,
               .transport = transport,
               .listener = listener,
               .neighbours = *this,
               .accounts = Accounts(settings_, store, log.named("accounts")),
               .access = AccessControl(settings_, context_.accounts, tree, store, log.named("access")),
               .counters = {},
               .readings = {tree, timers, settings_.handler_limit, log.named("read")},
               .writings = {tree, store, timers, settings_.handler_limit, log.named("write")},
               .instances = {tree, store, context_.writings, timers, log.named("instance")},
               .watches = Watches(tree),
               .clock = std::move(clock),
               .written = [this](const ObjectPath& path, const ResourceValue* value,
                                 ServerIndex origin) { written(path, value, origin); }},
      bootstrap_(context_, *this),
      send_rules_(
          context_, [this](const SendRule& rule) { return senders(rule); },
          [this](ServerIndex server, std::span<const ObjectPath> paths, SendDone done) {
              send(server, paths, std::move(done));
          }) {
    if (!context_.clock) context_.clock = [&timers] { return running_clock(timers.now()); };
    for (std::size_t server = 0; server < sessions_.size(); ++server) {
        sessions_[server] = std::make_unique<Session>(static_cast<ServerIndex>(server), context_);
    }
    assign_places();
    tree.on_change([this](const ObjectPath& path) { changed(path); });
}

Client::Core::~Core() {
    context_.tree.on_change({});
    context_.timers.cancel(stop_timer_);
    context_.timers.cancel(leave_timer_);
}

void Client::Core::assign_places() {
    for (const auto& session : sessions()) session->assign();
}

void Client::Core::start() {
    context_.access.load();
    for (const auto& session : sessions()) session->resume();
    send_rules_.start();
    bootstrap_.start();
    if (sessions().empty()) {
        if (auto asked = request_bootstrap(BootstrapReason::no_server); !asked) {
            context_.log.error("nothing to do reason=\"neither a server nor a bootstrap server\"");
        }
        return;
    }
    start_registrations();
}

void Client::Core::start_registrations() {
    std::vector<ServerIndex> order;
    for (ServerIndex server = 0; server < sessions().size(); ++server) {
        if (sessions_[server]->account().priority) order.push_back(server);
    }
    std::ranges::stable_sort(order, {}, [this](ServerIndex server) { return *sessions_[server]->account().priority; });
    order_ = std::move(order);
    started_ = 0;
    start_next();
    for (const auto& session : sessions()) {
        if (!session->account().priority) session->start();
    }
}

void Client::Core::start_next() {
    while (started_ < order_.size()) {
        if (started_ > 0 && !sessions_[order_[started_ - 1]]->is_settled()) return;
        sessions_[order_[started_++]]->start();
    }
}

void Client::Core::update(ServerIndex server) {
    if (server < sessions().size()) sessions_[server]->trigger();
}

void Client::Core::hold(ServerIndex server, bool held) {
    if (server >= sessions().size()) return;
    sessions_[server]->hold(held);
    start_next();
}

void Client::Core::send(ServerIndex server, std::span<const ObjectPath> paths, SendDone done) {
    if (server >= sessions().size()) return done(Failure{coap::code::not_found, "there is no such server"});
    sessions_[server]->send(paths, std::move(done));
}

/// Of those that a bootstrap may yet give an account, too.
void Client::Core::on_network(bool available) {
    for (const auto& session : sessions_) session->on_network(available);
}

void Client::Core::on_unreachable() {
    for (const auto& session : sessions()) session->on_unreachable();
}

void Client::Core::on_registration(ServerIndex server) {
    const auto& session = *sessions_[server];
    if (session.wants_bootstrap()) {
        static_cast<void>(
            request_bootstrap(BootstrapReason::failure));  // the attempts go on, whether or not there is one
    }
    start_next();
    const auto has_failed = [](const auto& other) { return other->has_failed(); };
    if (session.is_registered() && std::ranges::none_of(sessions(), has_failed)) bootstrap_.withdraw();
}

Outcome<void> Client::Core::request_bootstrap(BootstrapReason reason) {
    if (!context_.accounts.bootstrap()) {
        return Failure{coap::code::method_not_allowed, "there is no bootstrap server"};
    }
    bootstrap_.request(reason);
    return {};
}

ResourceMap Client::Core::bootstrap_resources() const {
    auto resources = context_.accounts.resources();
    resources.merge(context_.access.resources());
    return resources;
}

void Client::Core::on_bootstrap_begun() {
    order_.clear();
    for (const auto& session : sessions()) session->suspend();
}

void Client::Core::on_bootstrap_aborted() { start_registrations(); }

Outcome<void> Client::Core::keep_bootstrap(const ResourceMap& resources, std::vector<Change> changes) {
    std::ranges::move(context_.access.replacing(resources), std::back_inserter(changes));
    return context_.accounts.keep(resources, std::move(changes));
}

void Client::Core::on_bootstrapped(AccountList accounts) {
    for (const auto& session : sessions()) {
        const auto stays = [&](const ServerAccount& account) { return session->is_of(account); };
        if (std::ranges::none_of(accounts.servers, stays)) session->drop_backlog();
        session->vacate();
    }
    context_.accounts.adopt(std::move(accounts));
    assign_places();
    context_.access.load();
    bootstrap_.on_account_changed();
    context_.listener.on_accounts_changed();
    changed(ObjectPath(1));
    start_registrations();
}

std::vector<ServerIndex> Client::Core::senders(const SendRule& rule) const {
    std::vector<ServerIndex> senders;
    for (ServerIndex server = 0; server < sessions().size(); ++server) {
        const auto short_id = sessions_[server]->account().short_id;
        if (rule.servers.empty() || std::ranges::count(rule.servers, short_id) > 0) senders.push_back(server);
    }
    return senders;
}

void Client::Core::changed(const ObjectPath& path) {
    if (path.size() < 3) {
        constexpr Id access_control = 2;
        if (path.is_own() && path.object() != access_control) context_.access.refresh();
        std::vector<ObjectPath> observed;
        for (const auto& session : sessions()) {
            const auto paths = session->observations().paths();
            observed.insert(observed.end(), paths.begin(), paths.end());
        }
        std::ranges::copy(send_rules_.watched(), std::back_inserter(observed));
        context_.watches.rebuild(observed);
    }
    send_rules_.on_change(path);
    for (const auto& session : sessions()) session->on_change(path);
    if (path.is_own() || path.size() > 2) return;
    if (const auto listing = listing_of(context_.tree, path.device())) changed(*listing);
}

void Client::Core::written(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin) {
    send_rules_.on_change(resource, origin);
    for (ServerIndex server = 0; server < sessions().size(); ++server) {
        server == origin ? sessions_[server]->on_own_write(resource, value) : sessions_[server]->on_change(resource);
    }
}

void Client::Core::stop(std::function<void()> done) {
    stopped_ = std::move(done);
    stop_timer_ = context_.timers.after(context_.settings.stop_within, [this] { finish_stop(true); });
    order_.clear();
    context_.timers.cancel(leave_timer_);
    leaving_.clear();
    reconfigured_ = {};
    send_rules_.stop();
    bootstrap_.stop();
    for (const auto& session : sessions()) session->stop();
    finish_stop(false);
}

void Client::Core::finish_stop(bool at_once) {
    if (!stopped_) return;
    for (const auto& session : sessions())
        if (!at_once && !session->stopped()) return;
    context_.timers.cancel(stop_timer_);
    for (const auto& session : sessions()) session->write_backlog();
    std::exchange(stopped_, {})();
}

}  // namespace agent::lwm2m
