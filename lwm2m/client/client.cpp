#include "lwm2m/client/client_core.hpp"

namespace agent::lwm2m {

Client::Client(ClientSettings settings, ObjectTree& tree, Store& store, Timers& timers, Random& random, Log log,
               Transport& transport, ClientListener& listener, WallClock clock)
    : core_(std::make_unique<Core>(std::move(settings), tree, store, timers, random, log, transport, listener,
                                   std::move(clock))) {}

Client::~Client() = default;

void Client::start() { core_->start(); }
void Client::stop(std::function<void()> done) { core_->stop(std::move(done)); }

void Client::on_connected(ServerIndex server) {
    core_->with(server, [](auto& session) { session.on_connected(); });
}
void Client::on_disconnected(ServerIndex server, error_code why, Cause cause) {
    core_->with(server, [why, cause](auto& session) { session.on_disconnected(why, cause); });
}
void Client::on_message(ServerIndex server, coap::Message message) {
    core_->with(server, [&](auto& session) { session.on_message(message); });
}
void Client::on_delivery(ServerIndex server, coap::MessageId message_id, Delivery delivery) {
    core_->with(server, [&](auto& session) { session.on_delivery(message_id, delivery); });
}
void Client::on_network(bool available) { core_->on_network(available); }
void Client::on_unreachable() { core_->on_unreachable(); }
void Client::send(ServerIndex server, std::span<const ObjectPath> paths, SendDone done) {
    core_->send(server, paths, std::move(done));
}
void Client::reconfigure(ClientSettings settings, ChangeObjects change_objects, std::function<void()> done) {
    core_->reconfigure(std::move(settings), std::move(change_objects), std::move(done));
}
bool Client::may_reconfigure() const { return core_->may_reconfigure(); }
void Client::update(ServerIndex server) { core_->update(server); }
Outcome<void> Client::request_bootstrap() { return core_->request_bootstrap(BootstrapReason::trigger); }

void Client::hold(ServerIndex server) { core_->hold(server, true); }
void Client::resume(ServerIndex server) { core_->hold(server, false); }
bool Client::is_held(ServerIndex server) const { return core_->session(server).is_held(); }
Local& Client::local() { return core_->local(); }

std::size_t Client::servers() const { return core_->accounts().size(); }
const ServerAccount& Client::account(ServerIndex server) const { return core_->accounts().server(server); }
RegistrationStatus Client::registration(ServerIndex server) const { return core_->session(server).status(); }
BootstrapStatus Client::bootstrap() const { return core_->bootstrap().status(); }
std::vector<ObservationStatus> Client::observations(ServerIndex server) const {
    return core_->session(server).observations().status();
}
BacklogStatus Client::backlog(ServerIndex server) const { return core_->session(server).backlog(); }
const ClientCounters& Client::counters() const { return core_->counters(); }

}  // namespace agent::lwm2m
