// Any bytes from the host, to a whole module on virtual time whose servers never answer. The first byte picks switches.
#include <array>
#include <cstdlib>

#include "modem/emulator/error.hpp"
#include "modem/emulator/module.hpp"

namespace {

using namespace agent::modem::emulator;

class SilentNetwork final : public Network {
public:
    agent::Result<std::unique_ptr<DatagramSocket>> connect(const Endpoint& server, DatagramSocket::Receive) override {
        return std::unique_ptr<DatagramSocket>(std::make_unique<Socket>(server));
    }
    agent::Result<std::string> resolve(std::string_view) override { return Error::unknown_host; }

private:
    class Socket final : public DatagramSocket {
    public:
        explicit Socket(const Endpoint& server) : server_(server) {}
        agent::Result<void> send(agent::BytesView) override { return {}; }
        Endpoint local() const override { return server_; }
        Endpoint remote() const override { return server_; }

    private:
        Endpoint server_;
    };
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    if (size == 0) return 0;
    agent::Timers timers;
    agent::Random random(1);
    Settings settings;
    settings.switches.opaque_raw = (data[0] & 1) != 0;
    settings.switches.bare_strings_accepted = (data[0] & 2) != 0;
    settings.switches.options_before_open = (data[0] & 4) != 0;
    settings.switches.options_kept = (data[0] & 8) != 0;
    SilentNetwork network;
    std::size_t said = 0;
    Module module(timers, random, settings, network,
                  {[&said](std::string_view bytes) { said += bytes.size(); }, {}, [] { return std::time_t{}; }});
    module.start(false);
    module.receive({reinterpret_cast<const char*>(data) + 1, size - 1});
    for (int i = 0; i < 8; ++i) timers.advance(timers.now() + 20s);
    // An echo and an answer of bounded size a byte: nothing a host writes makes the module talk for ever.
    if (said > 4096 + size * 512) std::abort();
    return 0;
}
