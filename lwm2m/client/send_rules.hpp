// When the device sends what its settings list: at fixed times, and when something changed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "lwm2m/client/context.hpp"

namespace agent::lwm2m {

class SendRules {
public:
    /// Those that send, by their places.
    using Servers = std::function<std::vector<ServerIndex>(const SendRule& rule)>;
    using Send = std::function<void(ServerIndex server, std::span<const ObjectPath> paths,
                                    std::function<void(Outcome<void>)> done)>;

    SendRules(Context& context, Servers servers, Send send);
    ~SendRules();
    SendRules(const SendRules&) = delete;
    SendRules& operator=(const SendRules&) = delete;

    /// Begins with the rules that the settings have now.
    void start();
    void stop();
    /// Something at, above or below the path changed; `writer` knows what it wrote.
    void on_change(const ObjectPath& path, std::optional<ServerIndex> writer = std::nullopt);
    /// Paths whose changes are waited for.
    std::vector<ObjectPath> watched() const;

private:
    struct Rule {
        const SendRule* settings = nullptr;
        std::optional<TimePoint> last;   // what a change caused
        TimerId change = TimerId::none;  // until it may cause another
        TimerId every = TimerId::none;
        std::map<ServerIndex, bool> busy;  // a Send waits there; true: another is due after it
    };

    void repeat(Rule& rule);
    void fire(Rule& rule);
    void send(Rule& rule, ServerIndex server);

    Context& context_;
    Servers servers_;
    Send send_;
    std::vector<Rule> rules_;
    std::uint32_t start_ = 0;  // counts them: a Send of the rules before is none of these
    bool running_ = false;
};

}  // namespace agent::lwm2m
