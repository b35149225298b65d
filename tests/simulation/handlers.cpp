#include "tests/simulation/handlers.hpp"

#include <list>
#include <memory>

#include "tests/simulation/plan.hpp"

namespace agent::simulation {
namespace {

using lwm2m::DataType;
using lwm2m::Outcome;
using lwm2m::ResourceHandler;
using lwm2m::ResourceValue;
using lwm2m::Value;

/// Answers now, later, badly or never.
class Moody : public ResourceHandler {
public:
    explicit Moody(Surroundings& around) : around_(around) {}
    ~Moody() override {
        for (auto& timer : timers_) around_.timers.cancel(timer);
    }

protected:
    using Answer = std::function<void(bool failing)>;

    void answer(Answer act) {
        auto& random = around_.random;
        const auto& mood = around_.mood;
        if (chance(random, mood.hanging)) return;
        const bool failing = chance(random, mood.failing);
        if (!chance(random, mood.slow)) return act(failing);
        const auto timer = timers_.insert(timers_.end(), TimerId::none);
        *timer = around_.timers.after(between(random, 10ms, 20s), [this, timer, failing, act = std::move(act)] {
            timers_.erase(timer);
            act(failing);
        });
    }
    static lwm2m::Failure failure() { return {coap::code::internal_server_error, "the handler fails"}; }

    Surroundings& around_;

private:
    std::list<TimerId> timers_;
};

class Fixed final : public ResourceHandler {
public:
    explicit Fixed(Value value) : value_(std::move(value)) {}
    void read(ReadDone done) override { done(value_); }

private:
    ResourceValue value_;
};

class Text : public Moody {
public:
    Text(Surroundings& around, ResourceValue value) : Moody(around), value_(std::move(value)) {}

    void read(ReadDone done) override {
        answer([this, done = std::move(done)](bool failing) {
            if (failing) return done(failure());
            done(value_);
        });
    }
    void prepare(const ResourceValue& /*value*/, Done done) override {
        answer([done = std::move(done)](bool failing) {
            if (failing) return done(failure());
            done({});
        });
    }
    void commit(const ResourceValue& value) override { value_ = value; }
    void revert(const ResourceValue& /*value*/) override {}
    bool persistent() const override { return true; }

private:
    ResourceValue value_;
};

/// Takes what comes in blocks piece by piece, and keeps it by itself when it is there.
class Package final : public Text, private lwm2m::BlockSink {
public:
    Package(Surroundings& around, lwm2m::Store& store, const lwm2m::ObjectPath& path, ResourceValue value)
        : Text(around, std::move(value)), store_(store), path_(path) {}
    lwm2m::BlockSink* block_sink() override { return this; }

private:
    std::size_t limit() const override { return 64UL * 1024; }
    Outcome<lwm2m::TransferId> begin(std::optional<std::size_t> /*total*/) override {
        if (chance(around_.random, around_.mood.failing)) return failure();
        bytes_.clear();
        return lwm2m::TransferId{++transfer_};
    }
    Outcome<void> append(lwm2m::TransferId transfer, std::size_t offset, BytesView bytes) override {
        around_.referee.require(is_under_way(transfer), "a block for a transfer that is over");
        around_.referee.require(offset == bytes_.size(), "a block that does not follow the one before it");
        if (chance(around_.random, around_.mood.failing)) return failure();
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return {};
    }
    void finish(lwm2m::TransferId transfer, BlockSink::Done done) override {
        around_.referee.require(is_under_way(transfer), "the end of a transfer that is over");
        const ResourceValue whole(Value(std::exchange(bytes_, {})));
        ++transfer_;
        answer([this, whole, done = std::move(done)](bool failing) {
            if (failing) return done(failure());
            const lwm2m::Change change{path_, whole};
            auto kept = store_.keep(std::span(&change, 1));
            if (kept) commit(whole);
            done(kept);
        });
    }
    void abort(lwm2m::TransferId transfer) override {
        around_.referee.require(is_under_way(transfer), "a transfer is given up that is over");
        ++transfer_;
    }
    bool is_under_way(lwm2m::TransferId transfer) const { return transfer == lwm2m::TransferId{transfer_}; }

    lwm2m::Store& store_;
    lwm2m::ObjectPath path_;
    std::uint32_t transfer_ = 0;
    Bytes bytes_;
};

class Sensor final : public Moody {
public:
    Sensor(Surroundings& around, lwm2m::Id id, bool caches) : Moody(around), id_(id), caches_(caches) { become(20.5); }
    ~Sensor() override { around_.timers.cancel(change_); }

    void read(ReadDone done) override {
        answer([this, done = std::move(done)](bool failing) {
            if (failing) return done(failure());
            done(value_);
        });
    }
    const ResourceValue* cached() const override { return caches_ ? &value_ : nullptr; }
    void watch(bool observed) override {
        around_.timers.cancel(change_);
        if (observed) change_later();
    }

private:
    void change_later() {
        // Now and then several in a row: what pmin is for.
        const auto wait = chance(around_.random, 0.3) ? drawn(around_.random, 5s) : drawn(around_.random, 1h);
        change_ = around_.timers.after(wait, [this] {
            change_ = TimerId::none;
            become(static_cast<double>(around_.random.below(1000)) / 10);
            change_later();
            notify_changed();
        });
    }
    void become(double value) {
        value_ = Value(value);
        around_.truth.sensed[id_] = {value, around_.timers.now()};
    }

    ResourceValue value_;
    lwm2m::Id id_;
    bool caches_;
    TimerId change_ = TimerId::none;
};

class Command final : public Moody {
public:
    using Moody::Moody;
    void execute(std::string_view arguments, Done done) override {
        around_.referee.require(around_.executed.emplace(arguments).second, "an Execute was done twice");
        answer([done = std::move(done)](bool failing) {
            if (failing) return done(failure());
            done({});
        });
    }
};

lwm2m::ObjectDefinition definition() {
    lwm2m::ObjectDefinition object{.id = simulated_object, .name = "Simulated", .multiple = true};
    const auto add = [&](lwm2m::Id id, DataType type, lwm2m::Operations operations) {
        object.resources.push_back({.id = id, .name = "R", .operations = operations, .type = type});
    };
    for (const auto id : std::initializer_list<lwm2m::Id>{0, 1})
        add(id, DataType::string, {.read = true, .write = true});
    for (lwm2m::Id id = 0; id < sensors; ++id)
        add(static_cast<lwm2m::Id>(first_sensor + id), DataType::floating, {.read = true});
    add(command, DataType::none, {.execute = true});
    add(large, DataType::string, {.read = true});
    const auto add_for_each_server = [&](lwm2m::Id base, DataType type) {
        for (lwm2m::Id server = 0; server < most_servers; ++server)
            add(static_cast<lwm2m::Id>(base + server), type, {.read = true, .write = true});
    };
    add_for_each_server(first_large_text, DataType::string);
    add_for_each_server(first_package, DataType::opaque);
    add_for_each_server(first_of_pair, DataType::string);
    return object;
}

/// So many texts, from resource 0 on.
lwm2m::ObjectDefinition definition_of_texts(lwm2m::Id id, lwm2m::Id texts) {
    lwm2m::ObjectDefinition object{.id = id, .name = "Texts", .multiple = true};
    for (lwm2m::Id text = 0; text < texts; ++text)
        object.resources.push_back(
            {.id = text, .name = "R", .operations = {.read = true, .write = true}, .type = DataType::string});
    return object;
}

class Factory final : public lwm2m::InstanceFactory {
public:
    Factory(const lwm2m::ObjectDefinition& definition, const lwm2m::Store& store, Surroundings& around)
        : definition_(definition), store_(store), around_(around) {}
    std::size_t most() const override { return most_created; }
    bool provides(lwm2m::Id /*resource*/) const override { return true; }
    Outcome<std::unique_ptr<lwm2m::ObjectInstance>> make(lwm2m::Id id, lwm2m::GivenValues& /*given*/) override {
        auto instance = std::make_unique<lwm2m::ObjectInstance>(id, lwm2m::InstanceKind::created);
        const auto value =
            store_.kept({definition_.id, id, 0}).value_or(ResourceValue(Value(std::string(initial_text))));
        instance->add({definition_.find(0), std::make_unique<Text>(around_, value)});
        return instance;
    }

private:
    const lwm2m::ObjectDefinition& definition_;
    const lwm2m::Store& store_;
    Surroundings& around_;
};

std::unique_ptr<ResourceHandler> handler_of(const lwm2m::ResourceDefinition& resource, lwm2m::Id of,
                                            lwm2m::Store& store, Surroundings& surroundings) {
    if (resource.id == large) return std::make_unique<Fixed>(large_value());
    if (resource.operations.execute) return std::make_unique<Command>(surroundings);
    if (resource.type == DataType::floating)
        return std::make_unique<Sensor>(surroundings, resource.id, resource.id == first_sensor);
    const lwm2m::ObjectPath path(of, 0, resource.id);
    const auto kept = store.kept(path);
    if (resource.type == DataType::opaque)
        return std::make_unique<Package>(surroundings, store, path,
                                         kept.value_or(ResourceValue(Value(to_bytes(initial_text)))));
    return std::make_unique<Text>(surroundings, kept.value_or(ResourceValue(Value(std::string(initial_text)))));
}

}  // namespace

std::string large_value() {
    std::string text;
    while (text.size() < 2500) text += fmt::format("{} ", text.size());
    return text;
}

void build_tree(lwm2m::ObjectTree& tree, lwm2m::Store& store, Surroundings& surroundings) {
    auto& device = tree.add(*lwm2m::core_definition(3));
    device.add_instance(0);
    for (const auto id : std::initializer_list<lwm2m::Id>{0, 1, 2, 3})
        tree.add_resource({3, 0}, *device.definition().find(id), std::make_unique<Fixed>(std::string("simulated")));
    for (const auto& defined : {definition(), definition_of_texts(paired_object, most_servers)}) {
        auto& object = tree.add(defined);
        object.add_instance(0);
        for (const auto& resource : object.definition().resources)
            tree.add_resource({defined.id, 0}, resource, handler_of(resource, defined.id, store, surroundings));
    }
    for (lwm2m::Id server = 0; server < most_servers; ++server) {
        auto& created = tree.add(definition_of_texts(created_object + server, 1));
        created.set_factory(std::make_unique<Factory>(created.definition(), store, surroundings));
    }
    for (const auto& kept : store.kept_instances()) {
        lwm2m::GivenValues none;
        if (kept.state == lwm2m::InstanceState::created)
            tree.add_instance(kept.path.prefix(1),
                              std::move(*tree.find(kept.path.object())->factory()->make(kept.path.instance(), none)));
    }
}

}  // namespace agent::simulation
