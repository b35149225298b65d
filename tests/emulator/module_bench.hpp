// A module on virtual time between a host and servers that the test plays: bytes and datagrams by hand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lwm2m/coap/wire.hpp"
#include "modem/emulator/error.hpp"
#include "modem/emulator/faults.hpp"
#include "modem/emulator/module.hpp"

namespace agent::modem::emulator {

/// Sockets whose datagrams the test reads and writes.
class ScriptedNetwork final : public Network {
public:
    struct Peer {
        Endpoint server;
        DatagramSocket::Receive receive;
        std::vector<Bytes> sent;
        bool open = true;
        bool refuses = false;
    };

    Result<std::unique_ptr<DatagramSocket>> connect(const Endpoint& server, DatagramSocket::Receive receive) override {
        if (!reachable) return Error::address_unusable;
        peers.push_back(std::make_unique<Peer>(Peer{server, std::move(receive), {}}));
        return std::unique_ptr<DatagramSocket>(std::make_unique<Socket>(*peers.back()));
    }
    Result<std::string> resolve(std::string_view host) override {
        if (host == "server.example.net") return std::string("192.0.2.7");
        return Error::unknown_host;
    }

    std::vector<std::unique_ptr<Peer>> peers;
    bool reachable = true;

private:
    class Socket final : public DatagramSocket {
    public:
        explicit Socket(Peer& peer) : peer_(peer) {}
        ~Socket() override { peer_.open = false; }
        Result<void> send(BytesView datagram) override {
            if (peer_.refuses) return Error::send_failed;
            peer_.sent.emplace_back(datagram.begin(), datagram.end());
            return {};
        }
        Endpoint local() const override { return *Endpoint::parse("192.0.2.100", 40000); }
        Endpoint remote() const override { return peer_.server; }

    private:
        Peer& peer_;
    };
};

class ModuleBench : public ::testing::Test {
protected:
    ModuleBench() {
        start();
        tell("ATE0");
        tell("AT+CMEE=1");
        heard();
    }

    void start(bool cold = false) {
        faults.reset();
        module.reset();
        module = std::make_unique<Module>(
            timers, random, settings, network,
            Module::Host{
                [this](std::string_view bytes) { output += bytes; }, {}, [] { return std::time_t{1'795'500'000}; }});
        faults = std::make_unique<Faults>(*module);
        module->start(cold);
    }

    void let(std::string_view name, std::string_view value) {
        ASSERT_TRUE(set(settings, name, value)) << name << "=" << value;
        module->settings_changed();
    }
    void fault(std::string_view what) { ASSERT_TRUE(faults->apply(what)) << what; }
    void pass(Duration time) {
        const auto until = timers.now() + time;
        while (timers.advance(until)) {
        }
    }

    /// What the module said since the last call.
    std::string heard() { return std::exchange(output, {}); }
    /// Sends a command line; what is said at once comes back.
    std::string tell(std::string_view line) {
        module->receive(std::string(line) + "\r");
        pass({});
        return heard();
    }
    std::string open(unsigned id = 0, std::string_view server = "192.0.2.7") {
        return tell("AT+QCOAPOPEN=" + std::to_string(id) + ",\"" + std::string(server) + "\",5683");
    }

    ScriptedNetwork::Peer& peer(std::size_t index = 0) { return *network.peers.at(index); }
    /// The last datagram the module sent to a peer.
    coap::Message sent(std::size_t index = 0) {
        if (peer(index).sent.empty()) {
            ADD_FAILURE() << "nothing was sent";
            return {};
        }
        return *coap::decode(peer(index).sent.back());
    }
    void deliver(const coap::Message& message, std::size_t index = 0) {
        peer(index).receive(coap::encode(message));
        pass({});
    }
    void deliver(BytesView datagram, std::size_t index = 0) { peer(index).receive(datagram); }

    static coap::Message message(coap::Type type, coap::Code code, coap::MessageId id,
                                 std::string_view token_hex = "") {
        coap::Message made;
        made.type = type;
        made.code = code;
        made.message_id = id;
        made.token = *coap::Token::from(*from_hex(token_hex));
        return made;
    }

    static constexpr auto ok = "\r\nOK\r\n";
    static constexpr auto wrong_parameters = "\r\n+CME ERROR: 50\r\n";
    static constexpr auto wrong_state = "\r\n+CME ERROR: 3\r\n";
    static constexpr auto opened = "\r\nOK\r\n\r\n+QCOAPOPEN: 0,0\r\n";

    Timers timers;
    Random random{7};
    Settings settings;
    ScriptedNetwork network;
    std::string output;
    std::unique_ptr<Module> module;
    std::unique_ptr<Faults> faults;
};

}  // namespace agent::modem::emulator
