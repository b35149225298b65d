// Notifications that were promised to one server while it could not be told: none may leave the disk before the server
// has got it, unless there were too many, and none may be sent again once it has left.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "lwm2m/coap/message.hpp"
#include "lwm2m/codec/records.hpp"
#include "lwm2m/model/store.hpp"
#include "tests/simulation/referee.hpp"

namespace agent::simulation {

inline constexpr std::size_t most_stored = 30;

class Series {
public:
    explicit Series(const Referee& referee) : referee_(referee) {}

    /// The disk is about to make the change to what it has.
    void on_change(const lwm2m::KeptBacklog& before, const lwm2m::BacklogChange& change);
    /// The agent sends it.
    void on_send(const coap::Message& message) const;
    /// The server takes it. False when it is no time series.
    bool take(const coap::Message& message);
    /// The server does not take it.
    void refuse() { may_drop_ = true; }
    std::uint64_t taken() const { return taken_; }

private:
    void wait_for_more(const lwm2m::KeptBacklog& before, const lwm2m::BacklogChange& change);

    const Referee& referee_;
    std::map<std::string, std::uint64_t> arrived_;    // what was said, and how often
    std::map<std::string, std::uint64_t> forgotten_;  // as delivered, by the disk
    std::set<std::string> gone_;                      // the same with their times
    bool may_drop_ = false;
    std::uint64_t taken_ = 0;
};

}  // namespace agent::simulation
