// An agent that is not one: objects in memory, and everything else as a test sets it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/control/subject.hpp"

namespace agent::daemon::control::testing {

class FakeSubject final : public Subject {
public:
    FakeSubject() {
        for (const lwm2m::Id object : std::initializer_list<lwm2m::Id>{3, 19})
            tree.add(*lwm2m::core_definition(object)).add_instance(0);
        for (const lwm2m::Id resource : std::initializer_list<lwm2m::Id>{0, 4, 9, 11, 13}) add(3, resource);
        add(19, 0);
    }

    void status(bool, StatusDone done) override { done(report); }
    StatisticsReport statistics() const override { return numbers; }
    const lwm2m::ObjectTree* objects() const override { return ready ? &tree : nullptr; }
    std::vector<ServerReport> servers() const override { return report.servers; }
    void read(const lwm2m::ObjectPath& path, ReadDone done) override {
        did.push_back("read " + path.text());
        if (failure) return done(*failure);
        lwm2m::codec::InstanceContent instance{.id = path.size() > 1 ? path.instance() : lwm2m::Id{0}};
        for (const auto& [resource, value] : values)
            if (path.size() < 3 || resource == path.resource()) instance.resources.push_back({resource, value});
        done(lwm2m::codec::Content{std::move(instance)});
    }
    void write(const lwm2m::ObjectPath& path, lwm2m::ResourceValue value, Done done) override {
        auto text = "write " + path.text();
        if (const auto* one = std::get_if<lwm2m::Value>(&value)) text += " " + lwm2m::to_text(*one);
        if (const auto* several = std::get_if<lwm2m::InstanceValues>(&value))
            for (const auto& [id, element] : *several) text += " " + std::to_string(id) + "=" + lwm2m::to_text(element);
        did.push_back(text);
        failure ? done(*failure) : done({});
    }
    void create(const lwm2m::ObjectPath& object, std::optional<lwm2m::Id> instance, lwm2m::GivenValues given,
                CreateDone done) override {
        auto text = "create " + object.text() + (instance ? "/" + std::to_string(*instance) : "");
        for (const auto& [id, value] : given) {
            text += " " + std::to_string(id) + "=";
            if (const auto* one = std::get_if<lwm2m::Value>(&value)) text += lwm2m::to_text(*one);
            if (const auto* several = std::get_if<lwm2m::InstanceValues>(&value))
                for (const auto& [place, element] : *several)
                    text += std::to_string(place) + ":" + lwm2m::to_text(element) + ",";
        }
        did.push_back(text);
        if (failure) return done(*failure);
        done(object / instance.value_or(7));
    }
    void remove(const lwm2m::ObjectPath& instance, Done done) override {
        did.push_back("delete " + instance.text());
        failure ? done(*failure) : done({});
    }
    void send(lwm2m::ServerIndex server, std::span<const lwm2m::ObjectPath> paths, Done done) override {
        auto text = "send to " + std::to_string(server);
        for (const auto& path : paths) text += " " + path.text();
        did.push_back(text);
        if (hold_answers) {
            held.push_back(std::move(done));
            return;
        }
        failure ? done(*failure) : done({});
    }
    void execute(const lwm2m::ObjectPath& path, std::string_view arguments, Done done) override {
        did.push_back("execute " + path.text() + " " + std::string(arguments));
        if (hold_answers) {
            held.push_back(std::move(done));
            return;
        }
        failure ? done(*failure) : done({});
    }
    void update(lwm2m::ServerIndex server) override { did.push_back("update " + std::to_string(server)); }
    void hold(lwm2m::ServerIndex server, bool held_now) override {
        did.push_back((held_now ? "stop " : "start ") + std::to_string(server));
    }
    lwm2m::Outcome<void> bootstrap() override {
        did.emplace_back("bootstrap");
        if (failure) return *failure;
        return {};
    }
    void reload(ReloadDone done) override { done(reloaded); }
    LogLevel log_level() const override { return level; }
    void set_log_level(LogLevel wanted) override { level = wanted; }

    lwm2m::ObjectTree tree;
    StatusReport report;
    ReloadReport reloaded;
    StatisticsReport numbers;
    std::map<lwm2m::Id, lwm2m::ResourceValue> values;
    std::optional<lwm2m::Failure> failure;
    std::vector<std::string> did;
    std::vector<Done> held;
    LogLevel level = LogLevel::info;
    bool ready = true;
    bool hold_answers = false;

private:
    void add(lwm2m::Id object, lwm2m::Id resource) {
        tree.add_resource({object, 0}, *tree.find(object)->definition().find(resource),
                          std::make_unique<lwm2m::ResourceHandler>());
    }
};

inline ServerReport server_report(lwm2m::ServerIndex index, std::uint16_t short_id, lwm2m::RegistrationState state) {
    ServerReport server{.index = index, .short_id = short_id, .uri = "coap://192.0.2.1", .context = "open"};
    server.registration.state = state;
    server.registration.version = {1, 1};
    return server;
}

}  // namespace agent::daemon::control::testing
