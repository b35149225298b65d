// One server: drives its registration, routes its messages and keeps what is its own (attributes, observations).
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

namespace agent::lwm2m {

class Session : private Exchanges::User, private ServerControls {
public:
    Session(ServerIndex server, Context& context);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start();
    void stop() { step(registration::Stop{}); }
    bool stopped() const { return registration_.state() == RegistrationState::idle; }
    void trigger() { step(registration::Trigger{}); }

    void send(std::span<const ObjectPath> paths, Sends::Done done) { sends_.send(paths, std::move(done)); }

    void on_connected() { step(registration::Connected{}); }
    void on_disconnected(error_code why);
    void on_message(const coap::Message& message) { exchanges_.receive(message); }
    void on_delivery(coap::MessageId message_id, Delivery delivery) { exchanges_.on_delivery(message_id, delivery); }

    /// A resource changed; with a shorter path, the set of objects and instances that the server is told of.
    void on_change(const ObjectPath& path);
    /// This server wrote it.
    void on_own_write(const ObjectPath& resource, const ResourceValue* value) {
        observations_.on_own_write(resource, value);
    }

    RegistrationStatus status() const { return registration_.status(); }
    const Observations& observations() const { return observations_; }

private:
    void on_request(RequestId id, const coap::Message& request) override { dispatcher_.serve(id, request); }
    void on_reset(coap::MessageId message_id) override { observations_.on_reset(message_id); }
    void on_server_values_changed() override;
    void on_disable() override;
    void on_update_trigger() override;

    void step(const registration::Event& event);
    void perform(const registration::Action& action);
    void send_register(Version version);
    void send_update(const registration::SendUpdate& changes);
    void request(coap::Message message);
    void on_response(const coap::Message* response, std::string_view why);
    void drop_connection();
    Offer offer(Version version) const;
    void offer_soon();
    void soon(TimerId& timer, std::function<void()> act);
    void report(const RegistrationStatus& before);

    ServerIndex server_;
    Context& context_;
    const ServerAccount& account_;
    Log log_;
    ServerValues values_;
    AttributeTable attributes_;
    Snapshots snapshots_;
    Exchanges exchanges_;
    Observations observations_;
    Dispatcher dispatcher_;
    Sends sends_;
    Registration registration_;
    TimerId wake_timer_ = TimerId::none;
    TimerId offer_timer_ = TimerId::none;
    TimerId control_timer_ = TimerId::none;
    bool has_connection_ = false;
    bool acknowledged_ = false;  // over this connection: the server knows us, and so its observations
};

}  // namespace agent::lwm2m
