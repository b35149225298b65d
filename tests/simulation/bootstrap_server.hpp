// A model of a bootstrap server (LwM2M Core 1.1 §6.1): gives every account another lifetime, when it does not lose
// interest in between.
#pragma once

#include "tests/simulation/server.hpp"

namespace agent::simulation {

class BootstrapServer final : public Host {
public:
    struct Surroundings {
        Timers& timers;
        Random& random;
        const Referee& referee;
        Internet& internet;
        std::vector<std::unique_ptr<Server>>& servers;
        std::function<void(std::string_view)> note;  // for the trace; may be empty
    };

    explicit BootstrapServer(Surroundings around) : around_(std::move(around)) {}
    ~BootstrapServer() override { around_.timers.cancel(timer_); }
    BootstrapServer(const BootstrapServer&) = delete;
    BootstrapServer& operator=(const BootstrapServer&) = delete;

    void on_datagram(Port from, BytesView datagram) override;
    std::uint64_t sessions() const { return sessions_; }  // that were finished

private:
    void on_request(Port from, const coap::Message& message);
    void on_answer(const coap::Message& answer);
    void write_next();
    void transmit();
    void abandon();
    void send(const coap::Message& message);

    Surroundings around_;
    Port port_ = 0;
    std::optional<coap::MessageId> last_;  // of a Bootstrap-Request
    std::size_t step_ = 0;                 // servers that have been written
    std::uint32_t lifetime_s_ = 0;
    std::optional<coap::Message> request_;
    coap::MessageId last_id_ = 0;
    unsigned transmissions_ = 0;
    TimerId timer_ = TimerId::none;
    std::uint64_t sessions_ = 0;
};

}  // namespace agent::simulation
