// What the agent handed over for transmission: nothing else may reach a server.
#pragma once

#include <deque>

#include "lwm2m/base/time.hpp"
#include "lwm2m/coap/message.hpp"

namespace agent::simulation {

class Ledger {
public:
    void said(const coap::Message& message, TimePoint now) {
        while (!entries_.empty() && entries_.front().said_at + remembered < now) entries_.pop_front();
        entries_.push_back({message, now});
        entries_.back().message.sort_options();
    }
    bool has(const coap::Message& message) const {
        for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
            if (entry->message == message) return true;
        return false;
    }

private:
    // Longer than any retransmission and any delay on the way.
    static constexpr Duration remembered = 10min;
    struct Entry {
        coap::Message message;
        TimePoint said_at;
    };
    std::deque<Entry> entries_;
};

}  // namespace agent::simulation
