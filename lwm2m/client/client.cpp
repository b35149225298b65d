#include "lwm2m/client/client.hpp"

#include "lwm2m/client/session.hpp"

namespace agent::lwm2m {

class Client::Core {
public:
    Core(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
         Transport& transport, ClientListener& listener)
        : context_{.settings = std::move(settings),
                   .tree = tree,
                   .store = store,
                   .timers = timers,
                   .random = random,
                   .log = log,
                   .transport = transport,
                   .listener = listener,
                   .readings = {tree, timers, context_.settings.handler_limit, log.named("read")},
                   .writings = {tree, store, timers, context_.settings.handler_limit, log.named("write")},
                   .instances = {tree, store, context_.writings, timers, log.named("instance")},
                   .watches = Watches(tree),
                   .written = [this](const ObjectPath& path, const ResourceValue* value, ServerIndex origin) {
                       written(path, value, origin);
                   }} {
        for (std::size_t server = 0; server < context_.settings.servers.size(); ++server) {
            sessions_.push_back(std::make_unique<Session>(static_cast<ServerIndex>(server), context_));
        }
        tree.on_change([this](const ObjectPath& path) { changed(path); });
    }
    ~Core() {
        context_.tree.on_change({});
        context_.timers.cancel(stop_timer_);
    }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    void start() {
        for (auto& session : sessions_) session->start();
    }
    void stop(std::function<void()> done);
    /// Runs `act` on a session, then looks whether that was what stop() waits for.
    void with(ServerIndex server, auto&& act) {
        if (server >= sessions_.size()) return;
        act(*sessions_[server]);
        finish_stop(false);
    }

    std::size_t servers() const { return sessions_.size(); }
    const Session& session(ServerIndex server) const { return *sessions_.at(server); }
    const ClientCounters& counters() const { return context_.counters; }

private:
    void changed(const ObjectPath& path);
    void written(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin);
    void finish_stop(bool at_once);

    Context context_;
    std::vector<std::unique_ptr<Session>> sessions_;
    std::function<void()> stopped_;
    TimerId stop_timer_ = TimerId::none;
};

void Client::Core::changed(const ObjectPath& path) {
    if (path.size() < 3) {
        std::vector<ObjectPath> observed;
        for (const auto& session : sessions_) {
            const auto paths = session->observations().paths();
            observed.insert(observed.end(), paths.begin(), paths.end());
        }
        context_.watches.rebuild(observed);
    }
    for (const auto& session : sessions_) session->on_change(path);
}

void Client::Core::written(const ObjectPath& resource, const ResourceValue* value, ServerIndex origin) {
    for (ServerIndex server = 0; server < sessions_.size(); ++server) {
        server == origin ? sessions_[server]->on_own_write(resource, value) : sessions_[server]->on_change(resource);
    }
}

void Client::Core::stop(std::function<void()> done) {
    stopped_ = std::move(done);
    stop_timer_ = context_.timers.after(context_.settings.stop_within, [this] { finish_stop(true); });
    for (auto& session : sessions_) session->stop();
    finish_stop(false);
}

void Client::Core::finish_stop(bool at_once) {
    if (!stopped_) return;
    for (const auto& session : sessions_)
        if (!at_once && !session->stopped()) return;
    context_.timers.cancel(stop_timer_);
    std::exchange(stopped_, {})();
}

Client::Client(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
               Transport& transport, ClientListener& listener)
    : core_(std::make_unique<Core>(std::move(settings), tree, store, timers, random, log, transport, listener)) {}

Client::~Client() = default;

void Client::start() { core_->start(); }
void Client::stop(std::function<void()> done) { core_->stop(std::move(done)); }

void Client::on_connected(ServerIndex server) {
    core_->with(server, [](Session& session) { session.on_connected(); });
}
void Client::on_disconnected(ServerIndex server, error_code why) {
    core_->with(server, [why](Session& session) { session.on_disconnected(why); });
}
void Client::on_message(ServerIndex server, coap::Message message) {
    core_->with(server, [&](Session& session) { session.on_message(message); });
}
void Client::on_delivery(ServerIndex server, coap::MessageId message_id, Delivery delivery) {
    core_->with(server, [&](Session& session) { session.on_delivery(message_id, delivery); });
}
void Client::send(ServerIndex server, std::span<const ObjectPath> paths, SendDone done) {
    if (server >= core_->servers()) return done(Failure{coap::code::not_found, "there is no such server"});
    core_->with(server, [&](Session& session) { session.send(paths, std::move(done)); });
}
void Client::update(ServerIndex server) {
    core_->with(server, [](Session& session) { session.trigger(); });
}

std::size_t Client::servers() const { return core_->servers(); }
RegistrationStatus Client::registration(ServerIndex server) const { return core_->session(server).status(); }
std::vector<ObservationStatus> Client::observations(ServerIndex server) const {
    return core_->session(server).observations().status();
}
const ClientCounters& Client::counters() const { return core_->counters(); }

}  // namespace agent::lwm2m
