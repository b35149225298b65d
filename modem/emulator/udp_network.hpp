// The real way to servers: UDP sockets, a table of host names, and the resolver for localhost only.
#pragma once

#include <map>
#include <string>

#include "modem/emulator/event_loop.hpp"
#include "modem/emulator/network.hpp"

namespace agent::modem::emulator {

class UdpNetwork final : public Network {
public:
    UdpNetwork(EventLoop& loop, std::map<std::string, std::string, std::less<>> hosts)
        : loop_(loop), hosts_(std::move(hosts)) {}

    Result<std::unique_ptr<DatagramSocket>> connect(const Endpoint& server, DatagramSocket::Receive receive) override;
    Result<std::string> resolve(std::string_view host) override;
    void add_host(std::string name, std::string address) {
        hosts_.insert_or_assign(std::move(name), std::move(address));
    }

private:
    EventLoop& loop_;
    std::map<std::string, std::string, std::less<>> hosts_;
};

}  // namespace agent::modem::emulator
