// Handlers of a configuration on a real loop, with real files and programs; only the module is played.
#pragma once

#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "daemon/handlers/build_tree.hpp"
#include "tests/daemon/temporary.hpp"

namespace agent::daemon::testing {

struct KeptLines final : LogSink {
    void write(LogLevel, std::string_view, std::string_view text) override { all.append(text).append("\n"); }
    std::string all;
};

struct MemoryStore final : lwm2m::Store {
    lwm2m::Outcome<void> keep(std::span<const lwm2m::Change> changes) override {
        for (const auto& change : changes)
            if (change.value) values[change.path] = *change.value;
        return {};
    }
    std::optional<lwm2m::ResourceValue> kept(const lwm2m::ObjectPath& path) const override {
        const auto found = values.find(path);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<lwm2m::KeptResource> kept_below(const lwm2m::ObjectPath&) const override { return {}; }
    lwm2m::Outcome<void> keep_accounts(const lwm2m::AccountSet&, std::span<const lwm2m::Change> changes,
                                       Servers) override {
        return keep(changes);
    }
    std::optional<lwm2m::AccountSet> kept_accounts() const override { return std::nullopt; }
    lwm2m::Outcome<void> keep_attributes(std::uint16_t, const lwm2m::ObjectPath&, std::string_view) override {
        return {};
    }
    std::vector<lwm2m::KeptAttributes> kept_attributes(std::uint16_t) const override { return {}; }
    lwm2m::Outcome<void> keep_instance(const lwm2m::ObjectPath& instance, lwm2m::InstanceState state,
                                       std::span<const lwm2m::Change> changes) override {
        instances.push_back({instance, state});
        return keep(changes);
    }
    lwm2m::Outcome<void> keep_registration(std::uint16_t, const std::optional<lwm2m::KeptRegistration>&) override {
        return {};
    }
    std::optional<lwm2m::KeptRegistration> kept_registration(std::uint16_t) const override { return std::nullopt; }
    lwm2m::Outcome<void> keep_observation(std::uint16_t, const lwm2m::KeptObservation&) override { return {}; }
    lwm2m::Outcome<void> forget_observation(std::uint16_t, std::optional<BytesView>) override { return {}; }
    std::vector<lwm2m::KeptObservation> kept_observations(std::uint16_t) const override { return {}; }
    lwm2m::Outcome<void> keep_backlog(std::uint16_t, const lwm2m::BacklogChange&) override { return {}; }
    lwm2m::KeptBacklog kept_backlog(std::uint16_t) const override { return {}; }
    std::vector<lwm2m::KeptInstance> kept_instances() const override { return instances; }

    std::map<lwm2m::ObjectPath, lwm2m::ResourceValue> values;
    std::vector<lwm2m::KeptInstance> instances;
};

class Handlers : public ::testing::Test {
protected:
    /// One resource of object 32000 with that type, in instance 0.
    lwm2m::ResourceHandler& handler(config::ResourceSettings settings, lwm2m::DataType type, bool multiple = false) {
        lwm2m::ResourceDefinition resource{.id = settings.id,
                                           .name = "R",
                                           .operations = {.read = true, .write = true},
                                           .multiple = multiple,
                                           .type = type};
        objects.clear();
        objects.push_back({.definition = {.id = 32000, .name = "O", .resources = {resource}}});
        objects.back().instances.push_back({0, {std::move(settings)}});
        tree.emplace();
        build_tree(objects, context, *tree);
        tree->on_change([this](const auto&) { ++changes; });
        return *tree->find_resource({32000, 0, objects.back().instances[0].resources[0].id})->handler;
    }

    lwm2m::Outcome<lwm2m::ResourceValue> read(lwm2m::ResourceHandler& from) {
        std::optional<lwm2m::Outcome<lwm2m::ResourceValue>> value;
        from.read([&](auto got) { value = std::move(got); });
        EXPECT_TRUE(run_until(loop, [&] { return value.has_value(); }));
        return value.value_or(lwm2m::Failure{{}, "no answer"});
    }
    /// prepare() and, when it worked, commit().
    lwm2m::Outcome<void> write(lwm2m::ResourceHandler& to, const lwm2m::ResourceValue& value) {
        auto taken = prepare(to, value);
        if (taken) to.commit(value);
        return taken;
    }
    lwm2m::Outcome<void> prepare(lwm2m::ResourceHandler& to, const lwm2m::ResourceValue& value) {
        return wait([&](auto done) { to.prepare(value, std::move(done)); });
    }
    lwm2m::Outcome<void> execute(lwm2m::ResourceHandler& what, std::string_view arguments) {
        return wait([&](auto done) { what.execute(arguments, std::move(done)); });
    }
    lwm2m::Outcome<void> wait(const std::function<void(lwm2m::ResourceHandler::Done)>& start) {
        std::optional<lwm2m::Outcome<void>> outcome;
        start([&](auto done) { outcome = std::move(done); });
        EXPECT_TRUE(run_until(loop, [&] { return outcome.has_value(); }));
        return outcome.value_or(lwm2m::Failure{{}, "no answer"});
    }

    static lwm2m::ResourceValue text(std::string value) { return lwm2m::Value(std::move(value)); }
    static lwm2m::ResourceValue number(double value) { return lwm2m::Value(value); }

    TemporaryFolder folder;
    KeptLines lines;
    Loop loop;
    ProcessRunner processes{loop};
    MemoryStore store;
    std::int64_t wall_clock = 1'700'000'000;
    std::vector<std::string> at_commands;
    Result<modem::at::Reply> at_reply = modem::at::Reply{};
    HandlerContext context{.loop = loop,
                           .processes = processes,
                           .store = store,
                           .execute_at =
                               [this](modem::at::Command command, auto done) {
                                   at_commands.push_back("AT" + command.text());
                                   loop.post([done, this] { done(at_reply); });
                               },
                           .clock = [this] { return wall_clock; },
                           .log = Log(lines, "handlers")};
    std::vector<config::ObjectSettings> objects;
    std::optional<lwm2m::ObjectTree> tree;
    int changes = 0;
};

}  // namespace agent::daemon::testing
