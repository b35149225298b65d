#include "modem/emulator/transport.hpp"

namespace agent::modem::emulator {
namespace {

class PlainTransport final : public Transport {
public:
    PlainTransport(Air& air, TransportEvents events)
        : events_(std::move(events)), socket_(air, [this](BytesView datagram) {
              if (!closed_) events_.received(datagram);
          }) {}

    Result<void> connect(Network& network, const Endpoint& server) { return socket_.connect(network, server); }
    void open() override { events_.opened({}); }
    Result<void> send(BytesView coap) override { return socket_.send(coap); }
    void close() override { closed_ = true; }
    Endpoint local() const override { return socket_.local(); }
    Endpoint remote() const override { return socket_.remote(); }

private:
    TransportEvents events_;
    bool closed_ = false;
    ImpairedSocket socket_;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_plain_transport(Air& air, Network& network, const Endpoint& server,
                                                        TransportEvents events) {
    auto transport = std::make_unique<PlainTransport>(air, std::move(events));
    const auto connected = transport->connect(network, server);
    if (!connected) return connected.error();
    return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace agent::modem::emulator
