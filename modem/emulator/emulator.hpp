// bc660k-emulator as a value: the module, its pty, its sockets, its control channel and its records, on one event loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "modem/emulator/control.hpp"
#include "modem/emulator/control_socket.hpp"
#include "modem/emulator/event_loop.hpp"
#include "modem/emulator/faults.hpp"
#include "modem/emulator/module.hpp"
#include "modem/emulator/pcap.hpp"
#include "modem/emulator/pty.hpp"
#include "modem/emulator/trace.hpp"
#include "modem/emulator/udp_network.hpp"

namespace agent::modem::emulator {

struct EmulatorOptions {
    Settings settings;
    std::map<std::string, std::string, std::less<>> hosts;
    std::vector<std::string> faults;  // WHEN:WHAT
    std::string link;                 // these four: empty for none
    std::string control;
    std::string trace;
    std::string pcap;
    std::uint64_t seed = 1;
    bool cold_start = false;
    std::function<void(const std::string& device)> on_moved;  // port() is another one now; never with a link
};

class Emulator {
public:
    /// Throws std::system_error where a file, a socket or the pty cannot be had, std::invalid_argument for a wrong
    /// fault.
    Emulator(EventLoop& loop, EmulatorOptions options);

    const std::string& port() const { return pty_.path(); }
    Module& module() { return module_; }

private:
    Module::Host host();

    EmulatorOptions options_;
    Random random_;
    UdpNetwork network_;
    std::optional<Trace> trace_;
    std::optional<Pcap> pcap_;
    Pty pty_;
    Module module_;
    Faults faults_;
    Control control_;
    std::optional<ControlSocket> control_socket_;
};

}  // namespace agent::modem::emulator
