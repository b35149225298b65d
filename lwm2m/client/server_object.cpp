#include "lwm2m/client/server_object.hpp"

#include <functional>
#include <limits>

namespace agent::lwm2m {
namespace {

/// A value that takes part in the agent's own work: read from and written to where that work looks for it.
class LinkedValue : public ResourceHandler {
public:
    using Get = std::function<std::optional<Value>()>;
    using Check = std::function<bool(const Value&)>;
    using Set = std::function<void(const Value&)>;

    LinkedValue(Get get, Check check, Set set) : get_(std::move(get)), check_(std::move(check)), set_(std::move(set)) {}

    void read(ReadDone done) override {
        if (auto value = get_()) return done(ResourceValue(std::move(*value)));
        done(Failure{coap::code::not_found, "it has no value"});
    }
    void prepare(const ResourceValue& value, Done done) override {
        if (!check_) return ResourceHandler::prepare(value, std::move(done));
        if (check_(std::get<Value>(value))) return done({});
        done(bad_request("the value can't be used here"));
    }
    void commit(const ResourceValue& value) override { set_(std::get<Value>(value)); }
    bool persistent() const override { return true; }

private:
    Get get_;
    Check check_;  // empty: read-only
    Set set_;
};

class Trigger : public ResourceHandler {
public:
    explicit Trigger(std::function<void()> act) : act_(std::move(act)) {}
    void execute(std::string_view /*arguments*/, Done done) override {
        act_();
        done({});
    }

private:
    std::function<void()> act_;
};

bool is_seconds(const Value& value) {
    const auto number = std::get<std::int64_t>(value);
    return number >= 0 && number <= std::numeric_limits<std::uint32_t>::max();
}
std::uint32_t seconds_of(const Value& value) { return static_cast<std::uint32_t>(std::get<std::int64_t>(value)); }
Value as_value(std::uint32_t number) { return static_cast<std::int64_t>(number); }

class Builder {
public:
    Builder(ObjectTree& tree, const Store& store, ObjectPath instance)
        : tree_(tree), store_(store), instance_(instance), definition_(object().definition()) {
        object().add_instance(instance.instance());
    }

    void fixed(Id id, Value value) {
        add(id, std::make_unique<LinkedValue>([value = std::move(value)] { return value; }, nullptr, nullptr));
    }
    void linked(Id id, LinkedValue::Get get, LinkedValue::Check check, LinkedValue::Set set) {
        const auto kept = store_.kept(instance_ / id);
        const auto* value = kept ? std::get_if<Value>(&*kept) : nullptr;
        const auto* of = definition_.find(id);
        if (value != nullptr && of->check(*value) && check(*value)) set(*value);
        add(id, std::make_unique<LinkedValue>(std::move(get), std::move(check), std::move(set)));
    }
    void seconds(Id id, std::uint32_t& at, const std::function<void()>& changed) {
        linked(
            id, [&at] { return as_value(at); }, is_seconds,
            [&at, changed](const Value& value) {
                at = seconds_of(value);
                changed();
            });
    }
    void trigger(Id id, std::function<void()> act) { add(id, std::make_unique<Trigger>(std::move(act))); }

private:
    Object& object() {
        auto* present = tree_.find(instance_.object());
        return present != nullptr ? *present : tree_.add(*core_definition(instance_.object()));
    }
    void add(Id id, std::unique_ptr<ResourceHandler> handler) {
        if (const auto* of = definition_.find(id)) tree_.add_resource(instance_, *of, std::move(handler));
    }

    ObjectTree& tree_;
    const Store& store_;
    ObjectPath instance_;
    const ObjectDefinition& definition_;
};

void add_security(ObjectTree& tree, const Store& store, const ServerAccount& account) {
    constexpr std::int64_t psk_mode = 0;
    constexpr std::int64_t no_security_mode = 3;
    Builder security(tree, store, {0, account.instance});
    security.fixed(0, account.uri.text());
    security.fixed(1, false);
    security.fixed(2, account.psk ? psk_mode : no_security_mode);
    security.fixed(10, std::int64_t{account.short_id});
}

}  // namespace

void add_server_objects(ObjectTree& tree, const Store& store, const ServerAccount& account, ServerValues& values,
                        ServerControls& controls) {
    add_security(tree, store, account);
    values = {.lifetime_s = account.lifetime_s,
              .default_pmin_s = account.default_pmin_s,
              .default_pmax_s = account.default_pmax_s,
              .store_notifications = account.store_notifications,
              .queue_mode = account.binding == "UQ"};
    const std::function<void()> changed = [&controls] { controls.on_server_values_changed(); };
    Builder server(tree, store, {1, account.instance});
    server.fixed(0, std::int64_t{account.short_id});
    server.seconds(1, values.lifetime_s, changed);
    server.seconds(2, values.default_pmin_s, changed);
    server.linked(
        3,
        [&values]() -> std::optional<Value> {
            if (!values.default_pmax_s) return std::nullopt;
            return as_value(*values.default_pmax_s);
        },
        is_seconds,
        [&values, changed](const Value& value) {
            values.default_pmax_s = seconds_of(value);
            changed();
        });
    server.trigger(4, [&controls] { controls.on_disable(); });
    server.seconds(5, values.disable_timeout_s, changed);
    server.linked(
        6, [&values] { return Value(values.store_notifications); }, [](const Value&) { return true; },
        [&values](const Value& value) { values.store_notifications = std::get<bool>(value); });
    server.linked(
        7, [&values] { return Value(std::string(values.queue_mode ? "UQ" : "U")); },
        [](const Value& value) { return std::get<std::string>(value) == "U" || std::get<std::string>(value) == "UQ"; },
        [&values, changed](const Value& value) {
            values.queue_mode = std::get<std::string>(value) == "UQ";
            changed();
        });
    server.trigger(8, [&controls] { controls.on_update_trigger(); });
    server.linked(
        23, [&values] { return Value(values.mute_send); }, [](const Value&) { return true; },
        [&values](const Value& value) { values.mute_send = std::get<bool>(value); });
}

}  // namespace agent::lwm2m
