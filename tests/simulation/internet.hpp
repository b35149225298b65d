// The network behind the module's antenna: datagrams to the servers and back; each socket has a port of its own.
#pragma once

#include <functional>
#include <map>

#include "modem/emulator/error.hpp"
#include "modem/emulator/network.hpp"

namespace agent::simulation {

using Port = std::uint16_t;  // of the module: what a server takes for its address

/// One server's end.
class Host {
public:
    virtual ~Host() = default;
    virtual void on_datagram(Port from, BytesView datagram) = 0;
};

class Internet final : public modem::emulator::Network {
public:
    using Endpoint = modem::emulator::Endpoint;
    using Socket = modem::emulator::DatagramSocket;

    void add(const std::string& address, Host& host) { hosts_[address] = &host; }
    /// From a server; lost when the module has closed that port.
    void deliver(Port to, BytesView datagram) {
        if (const auto found = ports_.find(to); found != ports_.end()) found->second(datagram);
    }

    Result<std::unique_ptr<Socket>> connect(const Endpoint& server, Socket::Receive receive) override {
        const auto host = hosts_.find(server.address_text());
        if (host == hosts_.end()) return modem::emulator::Error::address_unusable;
        do {
            last_ = static_cast<Port>(last_ % 60000 + 1);
        } while (ports_.contains(last_));
        ports_[last_] = std::move(receive);
        return std::unique_ptr<Socket>(std::make_unique<Way>(*this, *host->second, server, last_));
    }
    Result<std::string> resolve(std::string_view /*host*/) override { return modem::emulator::Error::unknown_host; }

private:
    class Way final : public Socket {
    public:
        Way(Internet& internet, Host& host, Endpoint server, Port port)
            : internet_(internet), host_(host), server_(server), port_(port) {}
        ~Way() override { internet_.ports_.erase(port_); }
        Result<void> send(BytesView datagram) override {
            host_.on_datagram(port_, datagram);
            return {};
        }
        Endpoint local() const override { return *Endpoint::parse("192.0.2.100", port_); }
        Endpoint remote() const override { return server_; }

    private:
        Internet& internet_;
        Host& host_;
        Endpoint server_;
        Port port_;
    };

    std::map<std::string, Host*> hosts_;
    std::map<Port, Socket::Receive> ports_;
    Port last_ = 0;
};

}  // namespace agent::simulation
