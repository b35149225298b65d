#include "lwm2m/client/session.hpp"

#include "lwm2m/client/object_list.hpp"
#include "lwm2m/client/registration_message.hpp"

namespace agent::lwm2m {

using namespace registration;
using State = RegistrationState;

Session::Session(ServerIndex server, Context& context)
    : server_(server),
      context_(context),
      log_(context.log.named("registration")),
      attributes_(
          context.store, context.settings.observe, [this] { return fallback(); }, context.log.named("attributes")),
      exchanges_(server, context.settings, context.timers, context.random, context.log.named("exchange"),
                 context.transport, context.counters, *this),
      backlog_(server, context, [this] { series_.on_added(); }),
      series_(server, context, backlog_,
              {.look_again = [this] { sends_.drive(); }, .update = [this] { on_update_trigger(); }}),
      observations_(server, context, exchanges_, attributes_, snapshots_, backlog_,
                    [this] { return !is_vacant() && account_->store_notifications; }),
      dispatcher_(server, context, exchanges_, attributes_, observations_, snapshots_),
      sends_(server, context, exchanges_, series_),
      registration_(ServerAccount{}, context.random) {}

Session::~Session() { cancel_timers(); }

Attributes Session::fallback() const {
    if (is_vacant()) return {};
    return {.pmin = account_->default_pmin_s, .pmax = account_->default_pmax_s};
}

void Session::assign() {
    account_ = &context_.accounts.server(server_);
    registration_ = Registration(*account_, context_.random);
    attributes_.assign(account_->short_id);
    was_registered_ = held_ = false;
    backlog_.open(account_->short_id, text_of(*account_));
    add_server_objects(context_.tree, *account_, *this);
}

void Session::on_settings_changed() {
    attributes_.set_defaults(context_.settings.observe);
    if (is_vacant()) return;
    observations_.on_attributes_changed(ObjectPath{});
    offer_soon();
}

void Session::on_account_changed() {
    registration_.set_retry(account_->retry);
    on_server_values_changed();
}

void Session::vacate() {
    suspend();
    cancel_timers();
    asleep_ = false;
    observations_.set_held(false);
    observations_.clear();
    exchanges_.forget();
    sends_.forget();
    backlog_.close();
    snapshots_.clear();
    remove_server_objects(context_.tree, *account_);
    account_ = nullptr;
    registration_ = Registration(ServerAccount{}, context_.random);
    kept_.reset();
    acknowledged_ = false;
}

void Session::stop() {
    if (context_.settings.deregister) return step(Stop{});
    suspend();
}

void Session::start() {
    if (held_) return;
    registration_.on(Offered{offer(registration_.status().version)}, context_.timers.now());
    step(Start{was_registered_ ? Duration::zero() : std::chrono::seconds(account_->initial_delay_s)});
}

void Session::hold(bool held) {
    if (std::exchange(held_, held) == held) return;
    if (!held) return start();
    context_.timers.cancel(control_timer_);
    step(Stop{});
}

void Session::suspend() {
    context_.timers.cancel(control_timer_);
    step(Suspend{});
}

void Session::on_connected() {
    if (!is_vacant()) step(Connected{});
}

void Session::on_disconnected(error_code why, Cause cause) {
    quieten();
    exchanges_.disconnected();
    acknowledged_ = false;
    if (!is_vacant()) step(Disconnected{why.message(), cause});
}

void Session::on_message(const coap::Message& message) {
    if (!stopped()) exchanges_.receive(message);
}

void Session::on_change(const ObjectPath& path) {
    if (path.size() < 3) offer_soon();
    const auto* object = path.size() == 2 ? context_.tree.find(path) : nullptr;
    if (object != nullptr && object->find(path.instance()) == nullptr) attributes_.forget(path);
    observations_.on_change(path);
}

void Session::on_server_values_changed() {
    observations_.on_attributes_changed(ObjectPath{});
    offer_soon();
}

void Session::on_disable() {
    // The answer to the Execute goes out first.
    soon(control_timer_, [this] { step(Disable{std::chrono::seconds(account_->disable_timeout_s)}); });
}

void Session::on_update_trigger() {
    soon(control_timer_, [this] { step(Trigger{}); });
}

Outcome<void> Session::on_bootstrap_trigger() {
    return context_.neighbours.request_bootstrap(BootstrapReason::trigger);
}

void Session::offer_soon() {
    soon(offer_timer_, [this] { step(Offered{offer(registration_.status().version)}); });
}

void Session::soon(TimerId& timer, std::function<void()> act) {
    context_.timers.cancel(timer);
    timer = context_.timers.after(Duration::zero(), [&timer, act = std::move(act)] {
        timer = TimerId::none;
        act();
    });
}

void Session::cancel_timers() {
    context_.timers.cancel(wake_timer_);
    context_.timers.cancel(offer_timer_);
    context_.timers.cancel(control_timer_);
    context_.timers.cancel(awake_timer_);
}

RegistrationStatus Session::status() const {
    auto status = registration_.status();
    status.asleep = asleep_;
    status.acknowledged = acknowledged_;
    return status;
}

Offer Session::offer(Version version) const {
    return {.lifetime_s = account_->lifetime_s,
            .queue_mode = account_->queue_mode(),
            .objects = object_list(context_.tree.objects(), version, context_.settings.advertised_formats)};
}

void Session::step(const Event& event) {
    const auto before = registration_.status();
    perform(registration_.on(event, context_.timers.now()));
    context_.timers.cancel(wake_timer_);
    if (const auto when = registration_.wake()) {
        wake_timer_ = context_.timers.at(*when, [this] { step(Due{}); });
    }
    const bool registered = registration_.state() == State::registered;
    was_registered_ = was_registered_ || registered;
    set_running(may_run());
    keep_registration();
    report(before);
}

void Session::report(const RegistrationStatus& before) {
    const auto status = this->status();
    if (status.state == before.state && status.detail == before.detail && status.location == before.location &&
        status.next == before.next && status.lifetime_s == before.lifetime_s) {
        return;
    }
    const auto in_seconds = [&](std::optional<TimePoint> when) {
        return when ? std::chrono::duration<double>(*when - context_.timers.now()).count() : 0.0;
    };
    if (status.state == State::registered &&
        (before.state != State::registered || status.location != before.location)) {
        log_.info("registered server={} location={} lifetime_s={} version={}", server_, status.location,
                  status.lifetime_s, status.version.text());
    } else if (status.state == State::waiting && before.next != status.next) {
        log_.warning("not registered server={} reason=\"{}\" failures={} next_s={:.1f}", server_, status.detail,
                     status.failures, in_seconds(status.next));
    } else if (status.state != before.state) {
        log_.info("{} server={}", name_of(status.state), server_);
    } else {
        log_.debug("updated server={} lifetime_s={} next_s={:.1f}", server_, status.lifetime_s,
                   in_seconds(status.next));
    }
    context_.listener.on_registration(server_, status);
    context_.neighbours.on_registration(server_);
}

void Session::perform(const Action& action) {
    struct Visitor {
        Session& session;
        void operator()(Nothing) const {}
        void operator()(Connect) const {
            session.drop_connection();
            session.has_connection_ = true;
            session.context_.transport.connect(session.server_, *session.account_);
        }
        void operator()(Disconnect) const { session.drop_connection(); }
        void operator()(SendRegister action) const { session.send_register(action.version); }
        void operator()(const SendUpdate& action) const { session.send_update(action); }
        void operator()(SendDeregister) const {
            session.quieten();
            session.request(deregister_message(session.registration_.location()));
        }
    };
    std::visit(Visitor{*this}, action);
}

void Session::drop_connection() {
    quieten();
    exchanges_.disconnected();
    if (std::exchange(has_connection_, false)) context_.transport.disconnect(server_);
}

/// Before what is under way fails or is given up: nothing else shall have its turn then.
void Session::quieten() { set_running(false); }

void Session::on_network(bool available) {
    has_network_ = available;
    if (!is_vacant()) set_running(may_run());
}

void Session::set_running(bool running) {
    const auto version = registration_.status().version;
    observations_.set_running(running);
    series_.set_running(running, version);
    sends_.set_running(running, version);
}

void Session::send_register(Version version) {
    ++context_.counters.registers;
    acknowledged_ = false;
    quieten();
    // The server drops them with the registration that this one replaces.
    observations_.expect_end();
    dispatcher_.set_version(version);
    registration_.revise(offer(version));
    request(register_message(account_->uri, context_.settings.endpoint, version, registration_.offer()));
}

void Session::send_update(const SendUpdate& changes) {
    ++context_.counters.updates;
    request(update_message(registration_.location(), changes, registration_.offer()));
}

void Session::request(coap::Message message) {
    exchanges_.request(std::move(message),
                       [this](const coap::Message* response, std::string_view why) { on_response(response, why); });
}

void Session::on_response(const coap::Message* response, std::string_view why) {
    if (response == nullptr) return step(Unanswered{std::string(why)});
    acknowledged_ = response->code.is_success();
    if (response->code == coap::code::created) observations_.end_expected();
    step(Answered{response->code, location_of(*response, account_->uri)});
}

}  // namespace agent::lwm2m
