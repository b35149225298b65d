// The place of one server: drives its registration, routes its messages and keeps what is its own (attributes,
// observations). The place outlives its servers, because an answer may still be on its way to it when one goes.
#pragma once

#include "lwm2m/client/attribute_table.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/dispatcher.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/observations.hpp"
#include "lwm2m/client/registration.hpp"
#include "lwm2m/client/sends.hpp"
#include "lwm2m/client/server_object.hpp"
#include "lwm2m/client/snapshots.hpp"
#include "lwm2m/client/stored_series.hpp"

namespace agent::lwm2m {

class Session : private Exchanges::User, private ServerControls {
public:
    Session(ServerIndex server, Context& context);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The settings are others, but for the account.
    void on_settings_changed();
    /// Values of the account are others: the server stays the same.
    void on_account_changed();
    /// Serves the account that context.accounts has at this place.
    void assign();
    /// Ends without a word to the server and forgets it. The account is still where it was.
    void vacate();
    bool is_vacant() const { return account_ == nullptr; }
    bool is_of(const ServerAccount& account) const {
        return account.short_id == account_->short_id && text_of(account) == text_of(*account_);
    }
    const ServerAccount& account() const { return *account_; }

    /// Goes on with what the store has kept of this server's registration. Before the first start().
    void resume();
    void start();
    void stop();
    /// True: de-registers, and start() does nothing any more; false: starts.
    void hold(bool held);
    bool is_held() const { return held_; }
    /// Leaves the server without a word until start().
    void suspend();
    bool stopped() const { return registration_.state() == RegistrationState::idle; }
    void trigger() { step(registration::Trigger{}); }

    /// As Client::send().
    void send(std::span<const ObjectPath> paths, Sends::Done done) { sends_.send(paths, std::move(done)); }

    BacklogStatus backlog() const { return backlog_.status(); }
    /// So that all of it is promised.
    void write_backlog() { backlog_.flush(); }
    /// The server goes for good.
    void drop_backlog() { backlog_.drop_all("the server has gone"); }

    void on_connected();
    void on_disconnected(error_code why, Cause cause);
    void on_message(const coap::Message& message);
    void on_delivery(coap::MessageId message_id, Delivery delivery) { exchanges_.on_delivery(message_id, delivery); }

    /// A resource changed; with a shorter path, the set of objects and instances that the server is told of.
    void on_change(const ObjectPath& path);
    /// This server wrote it.
    void on_own_write(const ObjectPath& resource, const ResourceValue* value) {
        observations_.on_own_write(resource, value);
    }

    RegistrationStatus status() const;
    /// Messages can leave the module, or not (any more).
    void on_network(bool available);
    /// The module can't be reached over the air (any more).
    void on_unreachable();
    bool is_registered() const { return registration_.state() == RegistrationState::registered; }
    bool has_failed() const { return registration_.has_failed(); }
    /// A sequence of attempts has just failed (/1/x/16).
    bool wants_bootstrap() const {
        return account_->bootstrap_on_failure && registration_.state() == RegistrationState::waiting &&
               registration_.is_just_failed();
    }
    /// Those after it in the order of registrations may begin (/1/x/13, /1/x/15).
    bool is_settled() const { return held_ || was_registered_ || (has_failed() && !account_->block_on_failure); }
    const Observations& observations() const { return observations_; }

private:
    void on_request(RequestId id, const coap::Message& request) override { dispatcher_.serve(id, request); }
    Outcome<BlockSink*> sink_for(const coap::Message& request) override { return dispatcher_.sink_for(request); }
    void on_upload(RequestId id, const coap::Message& last, const Uploads::Taken& upload) override {
        dispatcher_.finish_upload(id, last, upload);
    }
    void on_reset(coap::MessageId message_id) override { observations_.on_reset(message_id); }
    void on_rejected(const coap::Token& observation) override { observations_.cancel(observation); }
    void on_activity() override;
    void on_server_values_changed() override;
    void on_disable() override;
    void on_update_trigger() override;
    Outcome<void> on_bootstrap_trigger() override;

    void step(const registration::Event& event);
    void perform(const registration::Action& action);
    void send_register(Version version);
    void send_update(const registration::SendUpdate& changes);
    void request(coap::Message message);
    void on_response(const coap::Message* response, std::string_view why);
    void drop_connection();
    void quieten();
    Offer offer(Version version) const;
    void offer_soon();
    void soon(TimerId& timer, std::function<void()> act);
    void cancel_timers();
    void look_whether_awake();
    void fall_asleep();
    bool in_queue_mode() const { return !is_vacant() && account_->queue_mode(); }
    void report(const RegistrationStatus& before);
    void set_running(bool running);
    bool may_run() const { return is_registered() && acknowledged_ && has_network_; }
    void keep_registration();
    /// Tells the server and the endpoint from others.
    std::string text_of(const ServerAccount& account) const;
    Attributes fallback() const;

    ServerIndex server_;
    Context& context_;
    ServerAccount* account_ = nullptr;  // nullptr: nobody's place
    Log log_;
    AttributeTable attributes_;
    Snapshots snapshots_;
    Exchanges exchanges_;
    Backlog backlog_;
    StoredSeries series_;
    Observations observations_;
    Dispatcher dispatcher_;
    Sends sends_;
    Registration registration_;
    TimerId wake_timer_ = TimerId::none;
    TimerId offer_timer_ = TimerId::none;
    TimerId control_timer_ = TimerId::none;
    TimerId awake_timer_ = TimerId::none;
    TimePoint awake_until_{};  // queue mode
    bool asleep_ = false;
    bool has_connection_ = false;
    std::optional<KeptRegistration> kept_;
    bool was_registered_ = false;
    bool held_ = false;
    bool has_network_ = true;
    bool acknowledged_ = false;  // over this connection: the server knows us, and so its observations
};

}  // namespace agent::lwm2m
