// The way between module and server as it is in a basement: datagrams are lost, doubled, late and out of order,
// in both directions, drawn from one seed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/emulator/network.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

/// What all sockets of the module share. Outlives them.
struct Air {
    Timers& timers;
    Random& random;
    const Settings& settings;
    bool reachable = true;  // false: no network, or the module sleeps; datagrams are lost both ways
    AirCounters counters{};
};

/// One direction. Hands out each datagram never, once or twice, now or later.
class ImpairedLink {
public:
    using Deliver = std::function<void(BytesView)>;

    ImpairedLink(Air& air, const Impairment& impairment, Deliver deliver)
        : air_(air), impairment_(impairment), deliver_(std::move(deliver)) {}
    ImpairedLink(const ImpairedLink&) = delete;
    ImpairedLink& operator=(const ImpairedLink&) = delete;
    ~ImpairedLink();

    void push(BytesView datagram);

private:
    void schedule(Bytes datagram);
    void release_held();

    Air& air_;
    const Impairment& impairment_;
    Deliver deliver_;
    std::optional<Bytes> held_;  // to be overtaken by the next
    TimerId held_timer_ = TimerId::none;
    std::unordered_map<std::uint64_t, TimerId> late_;  // the datagrams on their way
    std::uint64_t last_ = 0;
};

/// A socket behind both directions of the air.
class ImpairedSocket final : public DatagramSocket {
public:
    ImpairedSocket(Air& air, Receive receive);

    /// Error::address_unusable when the network has no way to `server`.
    Result<void> connect(Network& network, const Endpoint& server);
    Result<void> send(BytesView datagram) override;
    Endpoint local() const override { return inner_->local(); }
    Endpoint remote() const override { return inner_->remote(); }

private:
    Air& air_;
    Receive receive_;
    error_code send_error_;
    ImpairedLink up_;
    ImpairedLink down_;
    std::unique_ptr<DatagramSocket> inner_;
};

}  // namespace agent::modem::emulator
