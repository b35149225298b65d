#include "lwm2m/client/client_core.hpp"

namespace agent::lwm2m {

Client::Core::Core(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
                   Transport& transport, ClientListener& listener)
    : context_{.settings = std::move(settings),
               .tree = tree,
               .store = store,
               .timers = timers,
               .random = random,
               .log = log,
               .transport = transport,
               .listener = listener,
               .neighbours = *this,
               .accounts = Accounts(context_.settings, store, log.named("accounts")),
               .counters = {},
               .readings = {tree, timers, context_.settings.handler_limit, log.named("read")},
               .writings = {tree, store, timers, context_.settings.handler_limit, log.named("write")},
               .watches = Watches(tree),
               .written = [this](const ObjectPath& path, ServerIndex origin) { changed(path, origin); }} {
    for (std::size_t server = 0; server < sessions_.size(); ++server) {
        sessions_[server] = std::make_unique<Session>(static_cast<ServerIndex>(server), context_);
    }
    assign_places();
    tree.on_change([this](const ObjectPath& path) { changed(path, std::nullopt); });
}

Client::Core::~Core() {
    context_.tree.on_change({});
    context_.timers.cancel(stop_timer_);
}

void Client::Core::assign_places() {
    for (const auto& session : sessions()) session->assign();
}

void Client::Core::start() {
    for (const auto& session : sessions()) session->start();
}

void Client::Core::with(ServerIndex server, const std::function<void(Session&)>& act) {
    if (server >= sessions().size()) return;
    act(*sessions_[server]);
    finish_stop(false);
}

void Client::Core::on_registration(ServerIndex /*server*/) {}

Outcome<void> Client::Core::request_bootstrap(BootstrapReason /*reason*/) {
    return Failure{coap::code::method_not_allowed, "there is no bootstrap server"};
}

void Client::Core::changed(const ObjectPath& path, std::optional<ServerIndex> origin) {
    if (path.size() < 3) {
        std::vector<ObjectPath> observed;
        for (const auto& session : sessions()) {
            const auto paths = session->observations().paths();
            observed.insert(observed.end(), paths.begin(), paths.end());
        }
        context_.watches.rebuild(observed);
    }
    for (std::size_t server = 0; server < sessions().size(); ++server) {
        if (server != origin) sessions_[server]->on_change(path);
    }
}

void Client::Core::stop(std::function<void()> done) {
    stopped_ = std::move(done);
    stop_timer_ = context_.timers.after(context_.settings.stop_within, [this] { finish_stop(true); });
    for (const auto& session : sessions()) session->stop();
    finish_stop(false);
}

void Client::Core::finish_stop(bool at_once) {
    if (!stopped_) return;
    for (const auto& session : sessions())
        if (!at_once && !session->stopped()) return;
    context_.timers.cancel(stop_timer_);
    std::exchange(stopped_, {})();
}

}  // namespace agent::lwm2m
