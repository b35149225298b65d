#include "lwm2m/client/server_object.hpp"

#include <functional>

#include "lwm2m/client/account_resources.hpp"

namespace agent::lwm2m {
namespace {

class FixedValue : public ResourceHandler {
public:
    explicit FixedValue(Value value) : value_(std::move(value)) {}
    void read(ReadDone done) override { done(ResourceValue(value_)); }

private:
    Value value_;
};

/// A member of the account, read from and written to where the agent's own work looks for it.
class AccountValue : public ResourceHandler {
public:
    AccountValue(ServerAccount& account, const ServerField& field, ServerControls& controls)
        : account_(account), field_(field), controls_(controls) {}

    void read(ReadDone done) override {
        if (auto value = field_.get(account_)) return done(ResourceValue(std::move(*value)));
        done(Failure{coap::code::not_found, "it has no value"});
    }
    void prepare(const ResourceValue& value, Done done) override {
        auto trial = account_;
        if (field_.set(trial, std::get<Value>(value))) return done({});
        done(bad_request(field_.unusable));
    }
    void commit(const ResourceValue& value) override {
        field_.set(account_, std::get<Value>(value));
        controls_.on_server_values_changed();
    }
    bool persistent() const override { return true; }

private:
    ServerAccount& account_;
    const ServerField& field_;
    ServerControls& controls_;
};

class Trigger : public ResourceHandler {
public:
    explicit Trigger(std::function<Outcome<void>()> act) : act_(std::move(act)) {}
    void execute(std::string_view /*arguments*/, Done done) override { done(act_()); }

private:
    std::function<Outcome<void>()> act_;
};

class Builder {
public:
    Builder(ObjectTree& tree, ObjectPath instance)
        : tree_(tree), instance_(instance), definition_(object().definition()) {
        object().add_instance(instance.instance());
    }

    template<class Handler, class... Arguments>
    void add(Id id, Arguments&&... arguments) {
        if (const auto* of = definition_.find(id)) {
            tree_.add_resource(instance_, *of, std::make_unique<Handler>(std::forward<Arguments>(arguments)...));
        }
    }
    /// A server can do something with it: what only a bootstrap server may write is not for the tree.
    bool is_open(Id id) const {
        const auto* of = definition_.find(id);
        return of != nullptr && of->operations != Operations{};
    }

private:
    Object& object() {
        auto* present = tree_.find(instance_.object());
        return present != nullptr ? *present : tree_.add(*core_definition(instance_.object()));
    }

    ObjectTree& tree_;
    ObjectPath instance_;
    const ObjectDefinition& definition_;
};

/// Without the credentials: no handler has them.
void add_security(ObjectTree& tree, const ServerAccount& account) {
    constexpr std::int64_t psk_mode = 0;
    constexpr std::int64_t no_security_mode = 3;
    Builder security(tree, {0, account.security_instance});
    security.add<FixedValue>(0, account.uri.text());
    security.add<FixedValue>(1, false);
    security.add<FixedValue>(2, account.psk ? psk_mode : no_security_mode);
    security.add<FixedValue>(10, std::int64_t{account.short_id});
}

}  // namespace

void add_server_objects(ObjectTree& tree, ServerAccount& account, ServerControls& controls) {
    constexpr Id last_bootstrapped = 12;  // the one that neither the configuration nor a server of it gives
    add_security(tree, account);
    Builder server(tree, {1, account.instance});
    for (const auto& field : server_fields()) {
        const bool can_appear = field.id != last_bootstrapped || account.last_bootstrapped;
        if (can_appear && server.is_open(field.id)) server.add<AccountValue>(field.id, account, field, controls);
    }
    const auto trigger = [&](Id id, void (ServerControls::*act)()) {
        server.add<Trigger>(id, [&controls, act]() -> Outcome<void> {
            (controls.*act)();
            return {};
        });
    };
    trigger(4, &ServerControls::on_disable);
    trigger(8, &ServerControls::on_update_trigger);
    server.add<Trigger>(9, [&controls] { return controls.on_bootstrap_trigger(); });
}

void remove_server_objects(ObjectTree& tree, const ServerAccount& account) {
    tree.find(0)->remove_instance(account.security_instance);
    tree.find(1)->remove_instance(account.instance);
}

}  // namespace agent::lwm2m
