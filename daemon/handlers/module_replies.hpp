// Replies of the module that several resources are read from: those that are read together cost one AT command.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/handlers/sources.hpp"
#include "lwm2m/base/timers.hpp"

namespace agent::daemon {

class ModuleReplies {
public:
    using Done = std::function<void(const Result<modem::at::Reply>&)>;

    ModuleReplies(const ExecuteAt& execute_at, Timers& timers) : execute_at_(execute_at), timers_(timers) {}
    ModuleReplies(const ModuleReplies&) = delete;
    ModuleReplies& operator=(const ModuleReplies&) = delete;

    /// `done` runs before ask() returns or later, with a reply that is at most `shared_for` old.
    void ask(const modem::at::Command& command, Done done);
    /// The next ask() asks the module.
    void forget(const modem::at::Command& command) { entries_[command.text()].reply.reset(); }

    static constexpr Duration shared_for = 2s;

private:
    struct Entry {
        std::optional<modem::at::Reply> reply;
        TimePoint received_at;
        std::vector<Done> waiting;
    };
    ExecuteAt execute_at_;
    Timers& timers_;
    std::map<std::string, Entry> entries_;
    // The channel can't take a command back: its completion asks whether we are still there.
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);
};

}  // namespace agent::daemon
