// What the control channel understands: one line in, one line of JSON out. It asks for the module's state and does to
// it what nobody can do over the serial line.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "modem/emulator/faults.hpp"
#include "modem/emulator/module.hpp"

namespace agent::modem::emulator {

class Control {
public:
    Control(Module& module, Faults& faults, std::function<void()> quit)
        : module_(module), faults_(faults), quit_(std::move(quit)) {}

    /// Always one line of JSON, without its end: {"ok":true,...} or {"ok":false,"error":"..."}.
    std::string handle(std::string_view line);
    /// Remembers a datagram for the `datagrams` command.
    void note(const Passage& passage);
    static std::string help();

private:
    struct Seen {
        std::uint64_t number;
        double seconds;
        bool uplink;
        unsigned client;
        Bytes datagram;
    };

    Module& module_;
    Faults& faults_;
    std::function<void()> quit_;
    std::deque<Seen> seen_;
    std::uint64_t count_ = 0;

    friend struct ControlCommands;
};

}  // namespace agent::modem::emulator
