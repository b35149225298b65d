// What outlives a power cut of what a server and the agent know of each other.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/message.hpp"
#include "tests/simulation/series.hpp"

namespace agent::simulation {

class Ledger {
public:
    explicit Ledger(const Referee& referee) : series(referee) {}

    struct Bounds {
        Duration pmin{};
        Duration pmax{};
        bool sure = true;  // no change was asked for whose answer is missing
    };
    std::map<std::string, Bounds> bounds;  // of the notifications, by path, as acknowledged
    Series series;
    std::uint64_t sends_taken = 0;  // by the server, beside time series
    std::uint64_t sends_done = 0;   // as the agent was told

    // What the agent handed over for transmission: nothing else may reach the server.
    void said(const coap::Message& message, TimePoint now) {
        while (!entries_.empty() && entries_.front().said_at + remembered < now) entries_.pop_front();
        entries_.push_back({message, now});
        auto& options = entries_.back().message.options;
        // The module has no such option: it is left out.
        std::erase_if(options, [](const auto& option) { return option.number == coap::OptionNumber::size1; });
        entries_.back().message.sort_options();
    }
    bool has(const coap::Message& message, TimePoint now) const {
        for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
            if (entry->message == message)
                return message.type != coap::Type::confirmable || entry->said_at + confirmable_lives >= now;
        return false;
    }

private:
    // What is not confirmable may wait for the module as long as that takes; a confirmable one has failed after 93 s,
    // and must not go out any more but for its retransmissions and the delay on the way.
    static constexpr Duration remembered = 12h;
    static constexpr Duration confirmable_lives = 10min;
    struct Entry {
        coap::Message message;
        TimePoint said_at;
    };
    std::deque<Entry> entries_;
};

}  // namespace agent::simulation
