// A client on virtual time between a transport of two queues and a tree of handlers that a test holds in its hands.
#pragma once

#include <deque>
#include <map>

#include <gtest/gtest.h>

#include "lwm2m/client/client.hpp"
#include "tests/client/fake_store.hpp"

namespace agent::lwm2m::testing {

class FakeTransport : public Transport {
public:
    explicit FakeTransport(Timers& timers) : timers_(timers) {}

    void connect(ServerIndex server, const ServerAccount& account) override {
        ++connects;
        events.push_back("connect " + std::to_string(server) + " " + account.uri.text());
    }
    void disconnect(ServerIndex server) override {
        ++disconnects;
        events.push_back("disconnect " + std::to_string(server));
    }
    void send(ServerIndex server, coap::Message message, SendDone done) override {
        sent.push_back(std::move(message));
        sent_to.push_back(server);
        auto result = broken ? Result<void>(make_error_code(boost::system::errc::io_error)) : Result<void>();
        if (hold) {
            held.push_back([done = std::move(done), result] { done(result); });
        } else {
            timers_.after(Duration::zero(), [done = std::move(done), result] { done(result); });
        }
    }

    std::deque<coap::Message> sent;
    std::deque<ServerIndex> sent_to;         // the server of each
    std::vector<std::string> events;         // "connect 4 coaps://h", "disconnect 4"
    std::deque<std::function<void()>> held;  // what take() lets the module take
    bool hold = false;
    bool broken = false;
    int connects = 0;
    int disconnects = 0;

private:
    Timers& timers_;
};

/// A resource a test can change, make slow or make fail; it writes down what happens to it.
class FakeResource : public ResourceHandler {
public:
    explicit FakeResource(std::optional<ResourceValue> initial) : value(std::move(initial)) {}

    void read(ReadDone done) override {
        ++reads;
        if (slow) {
            waiting = [this, done = std::move(done)] { answer(done); };
        } else {
            answer(done);
        }
    }
    const ResourceValue* cached() const override { return value && !uncached ? &*value : nullptr; }
    void prepare(const ResourceValue& next, Done done) override {
        events += "prepare ";
        const auto finish = [this, done = std::move(done)] { failure ? done(*failure) : done({}); };
        pending = next;
        if (slow) {
            waiting = finish;
        } else {
            finish();
        }
    }
    void commit(const ResourceValue& next) override {
        events += "commit ";
        value = next;
    }
    void revert(const ResourceValue&) override { events += "revert "; }
    bool resettable() const override { return resets; }
    void reset() override {
        events += "reset ";
        value.reset();
    }
    bool persistent() const override { return keeps; }
    void execute(std::string_view arguments, Done done) override {
        ++executions;
        last_arguments = arguments;
        const auto finish = [this, done = std::move(done)] { failure ? done(*failure) : done({}); };
        if (slow) {
            waiting = finish;
        } else {
            finish();
        }
    }
    void watch(bool on) override { events += on ? "watch " : "unwatch "; }

    void set(ResourceValue next) {
        value = std::move(next);
        notify_changed();
    }
    void finish() { std::exchange(waiting, {})(); }

    std::optional<ResourceValue> value;
    std::optional<ResourceValue> pending;
    std::optional<Failure> failure;
    std::function<void()> waiting;
    std::string events;
    std::string last_arguments;
    bool slow = false;
    bool keeps = false;
    bool resets = false;
    bool uncached = false;
    int reads = 0;
    int executions = 0;

private:
    void answer(const ReadDone& done) const {
        if (failure) return done(*failure);
        if (!value) return done(Failure{coap::code::not_found, "no value"});
        done(*value);
    }
};

class Listener : public ClientListener {
public:
    void on_registration(ServerIndex, const RegistrationStatus& status) override { statuses.push_back(status); }
    void on_bootstrap(const BootstrapStatus& status) override { bootstraps.push_back(status); }
    void on_accounts_changed() override { ++account_changes; }
    void on_operation(ServerIndex, Operation operation, const ObjectPath& path, coap::Code code) override {
        operations.push_back(std::string(name_of(operation)) + " " + path.text() + " " + code.text());
    }
    std::vector<RegistrationStatus> statuses;
    std::vector<BootstrapStatus> bootstraps;
    int account_changes = 0;
    std::vector<std::string> operations;
};

class Lines : public LogSink {
public:
    void write(LogLevel, std::string_view component, std::string_view text) override {
        lines.push_back(std::string(component) + ": " + std::string(text));
    }
    std::vector<std::string> lines;
    bool has(std::string_view part) const {
        for (const auto& line : lines)
            if (line.find(part) != std::string::npos) return true;
        return false;
    }
};

/// "0.01 GET /3/0/9 with Accept 0": what a server sends.
struct Ask {
    coap::Code method;
    std::string path;
    std::optional<unsigned> accept = std::nullopt;
    std::optional<unsigned> format = std::nullopt;
    std::string payload = {};
    std::vector<std::string> query = {};
    std::optional<unsigned> observe = std::nullopt;
    std::optional<unsigned> block2 = std::nullopt;
    coap::Type type = coap::Type::confirmable;
    std::string token = "T";
    ServerIndex server = 0;
    std::optional<unsigned> block1 = std::nullopt;
    std::optional<unsigned> size1 = std::nullopt;
};

std::string text_of(const coap::Message& message);
/// "2.05" with the content format and payload, as in `2.05 0 "abc"` or `2.05 11542 C800..`; the code alone otherwise.
std::string brief(const coap::Message& message);

/// Object 32000 with one resource of every kind that matters: 0 number (mandatory), 1 switch, 2 text, 3 levels
/// (multiple), 4 reset (executable), 5 secret (write-only).
ObjectDefinition bench_object();

class ClientTest : public ::testing::Test {
protected:
    ClientTest();

    /// Builds the client with `settings` and starts it, and answers its Register with /rd/5a3f.
    void start_registered();
    void start() {
        client.emplace(settings, tree, store, timers, random, Log(log, "test", LogLevel::trace), transport, listener,
                       [this] { return wall_time(); });
        client->start();
    }
    /// 2026-01-01T00:00:00Z at the start of a test.
    WallTime wall_time() const {
        const auto running = std::chrono::duration_cast<std::chrono::milliseconds>(timers.now().time_since_epoch());
        return {running + clock_ahead, running};
    }
    FakeResource& resource(const ObjectPath& path) {
        return static_cast<FakeResource&>(*tree.find_resource(path)->handler);
    }
    FakeResource& add(const ObjectPath& path, std::optional<ResourceValue> value);
    /// Object 32000 with all its resources in that instance; before start().
    void add_bench(Id instance = 0);
    /// The same device after a restart that lasted longer than its registration: what was not kept is gone.
    void restart() {
        client.reset();
        store.registrations.clear();
        store.observations.clear();
        transport.sent.clear();
        start_registered();
    }

    void advance(Duration by) {
        const auto until = timers.now() + by;
        while (timers.advance(until)) {
        }
    }
    /// Everything the client has sent since; sends that the transport still holds included.
    std::vector<coap::Message> take_sent() {
        advance(Duration::zero());
        std::vector<coap::Message> messages(transport.sent.begin(), transport.sent.end());
        transport.sent.clear();
        transport.sent_to.clear();
        return messages;
    }
    /// The one message the client has sent since; an empty one with message id 0 when it was not one.
    coap::Message take_one();
    coap::MessageId send(const Ask& ask);
    std::string ask(const Ask& request) { return brief(exchange(request)); }
    coap::Message exchange(const Ask& ask) {
        send(ask);
        return take_one();
    }
    void receive(coap::Type type, coap::Code code, coap::MessageId id, std::string_view token = {}) {
        client->on_message(0, {.type = type, .code = code, .message_id = id, .token = token_of(token)});
    }
    void answer(const coap::Message& request, coap::Code code, std::vector<std::string> location = {},
                ServerIndex server = 0);
    static coap::Token token_of(std::string_view text) { return *coap::Token::from(as_bytes(text)); }

    Timers timers{TimePoint{12h}};
    Random random{7};
    ObjectTree tree;
    FakeStore store;
    FakeTransport transport{timers};
    Listener listener;
    Lines log;
    ClientSettings settings;
    std::optional<Client> client;
    std::chrono::milliseconds clock_ahead = std::chrono::seconds(1'767'225'600) - 12h;
    coap::MessageId next_id = 1000;
};

}  // namespace agent::lwm2m::testing
