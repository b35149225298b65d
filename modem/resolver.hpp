// Host name -> address: what is numeric already, then AT+QDNS, then the host the agent runs on.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/result.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/at/channel.hpp"

namespace agent::modem {

class Resolver {
public:
    using Resolved = std::function<void(Result<std::string>)>;
    using HostResolver = std::function<void(std::string, Resolved)>;
    struct Settings {
        bool ask_module = true;
        Duration limit = 20s;  // of the module's answer
    };

    /// `ask_host` may be empty.
    Resolver(Settings settings, Timers& timers, Log log, at::Channel& channel, HostResolver ask_host);
    ~Resolver();

    /// `done` may run before resolve() returns. One name after the other: the module's answer does not name its
    /// question.
    void resolve(const std::string& host, Resolved done) { ask(host, std::move(done), false); }
    /// The same without the host's resolver: whether the module knows the name.
    void resolve_by_module(const std::string& host, Resolved done) { ask(host, std::move(done), true); }
    /// The addresses of a `+QDNS` URC.
    void on_urc(const std::vector<std::string>& addresses);
    /// The module restarted: nothing it was asked will be answered.
    void abort(error_code why);

private:
    struct Request {
        std::string host;
        Resolved done;
        bool module_alone = false;
    };
    void ask(const std::string& host, Resolved done, bool module_alone);
    void ask_next();
    void ask_host();
    void finish(Result<std::string> result);

    Settings settings_;
    Timers& timers_;
    Log log_;
    at::Channel& channel_;
    HostResolver host_;
    std::deque<Request> waiting_;  // the first one is being asked
    bool asking_ = false;
    std::uint64_t question_ = 0;
    TimerId timer_ = TimerId::none;
    // Shared with the answers still to come from the host's resolver, which outlive us.
    std::shared_ptr<Resolver*> self_;
};

}  // namespace agent::modem
