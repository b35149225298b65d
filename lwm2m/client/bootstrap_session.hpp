// The place of the bootstrap server: drives the bootstrap machine and serves what the server writes and deletes, as one
// transaction (LwM2M Core 1.1 §6.1).
#pragma once

#include "lwm2m/client/bootstrap.hpp"
#include "lwm2m/client/bootstrap_draft.hpp"
#include "lwm2m/client/context.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/request.hpp"

namespace agent::lwm2m {

class BootstrapSession : private Exchanges::User {
public:
    class Host {
    public:
        virtual ~Host() = default;
        /// Objects 0, 1 and 2 as they are.
        virtual ResourceMap bootstrap_resources() const = 0;
        /// Leave the servers alone until one of the two below.
        virtual void on_bootstrap_begun() = 0;
        virtual void on_bootstrap_aborted() = 0;
        /// Puts what the server wrote on disk, whole; `changes` is what it wrote to objects that are not accounts.
        virtual Outcome<void> keep_bootstrap(const ResourceMap& resources, std::vector<Change> changes) = 0;
        /// After the server was told so: it is in effect.
        virtual void on_bootstrapped(AccountList accounts) = 0;
    };

    BootstrapSession(Context& context, Host& host);
    ~BootstrapSession() override;
    BootstrapSession(const BootstrapSession&) = delete;
    BootstrapSession& operator=(const BootstrapSession&) = delete;

    void start();
    /// There is an account.
    void request(BootstrapReason reason);
    void withdraw() { step(bootstrap::Withdrawn{}); }
    /// Without a word to the server, and without one to the host.
    void stop();
    /// The account is another one now, or gone.
    void on_account_changed();

    void on_connected() { step(bootstrap::Connected{}); }
    void on_disconnected(error_code why);
    void on_message(const coap::Message& message);
    void on_delivery(coap::MessageId message_id, Delivery delivery) { exchanges_.on_delivery(message_id, delivery); }

    BootstrapStatus status() const;
    bool is_running() const { return draft_.has_value(); }

private:
    void on_request(RequestId id, const coap::Message& message) override;
    void on_reset(coap::MessageId /*message_id*/) override {}

    void serve(RequestId id, const Request& request, Operation operation);
    Outcome<coap::Message> run(const Request& request, Operation operation, BootstrapDraft& draft) const;
    Outcome<coap::Message> read(const Request& request, const BootstrapDraft& draft) const;
    Outcome<coap::Message> discover(const Request& request, const BootstrapDraft& draft) const;
    Outcome<coap::Message> write(const Request& request, BootstrapDraft& draft) const;
    const ObjectDefinition* definition_of(Id object) const;
    void finish(RequestId id);
    Outcome<void> keep(std::uint32_t session, std::vector<Change> changes);
    void finished(RequestId id, std::uint32_t session, const Outcome<void>& outcome);
    void answer(RequestId id, Operation operation, const ObjectPath& path, Outcome<coap::Message> outcome);

    void step(const bootstrap::Event& event);
    void perform(const bootstrap::Action& action);
    void send_request();
    void begin();
    void abort();
    void drop_connection();
    void purge_later();
    void purge();
    void report(const BootstrapStatus& before);

    const std::optional<ServerAccount>& account() const { return context_.accounts.bootstrap(); }

    Context& context_;
    Host& host_;
    Log log_;
    Exchanges exchanges_;
    Bootstrap machine_;
    std::optional<BootstrapDraft> draft_;  // while a session is under way
    std::uint32_t session_ = 0;            // counts them: what a handler says of an earlier one is too late
    ServerAccount connected_to_;
    bool finishing_ = false;
    bool not_kept_ = false;  // the store is what the writes of a Finish failed by
    bool has_connection_ = false;
    bool started_ = false;
    TimerId wake_timer_ = TimerId::none;
    TimerId adopt_timer_ = TimerId::none;
    TimerId leave_timer_ = TimerId::none;
    TimerId purge_timer_ = TimerId::none;
};

}  // namespace agent::lwm2m
