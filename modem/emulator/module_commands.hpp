// The commands beside AT+QCOAP*: identity, SIM, network, power and clock, with the reply shapes of the field notes.
#pragma once

#include <ctime>
#include <functional>
#include <optional>
#include <string>

#include "modem/emulator/at_command.hpp"
#include "modem/emulator/network.hpp"
#include "modem/emulator/power.hpp"
#include "modem/emulator/radio.hpp"
#include "modem/emulator/reply.hpp"

namespace agent::modem::emulator {

/// What the module keeps of its line settings over a reset.
struct LineMemory {
    bool echo = true;
    bool cme_numbers = false;  // CMEE=1
};

/// The parts of the module that these commands read and set.
struct ModuleParts {
    const Settings& settings;
    Radio& radio;
    Power& power;
    Network& network;
    LineMemory& memory;
    std::function<void(std::string)> urc;
    std::function<std::time_t()> wall_clock;
};

class ModuleCommands {
public:
    explicit ModuleCommands(ModuleParts parts) : parts_(std::move(parts)) {}

    /// nullopt: no such command.
    std::optional<Reply> handle(const AtCommand& command);

private:
    using Handler = Reply (ModuleCommands::*)(const AtCommand&);
    static Handler find(std::string_view name);

    Reply attention(const AtCommand& command);
    Reply echo(const AtCommand& command);
    Reply stored_profile(const AtCommand& command);
    Reply identification(const AtCommand& command);
    Reply error_reports(const AtCommand& command);
    Reply serial_number(const AtCommand& command);
    Reply manufacturer(const AtCommand& command);
    Reply model(const AtCommand& command);
    Reply revision(const AtCommand& command);
    Reply subscriber(const AtCommand& command);
    Reply card(const AtCommand& command);
    Reply pin(const AtCommand& command);
    Reply line_speed(const AtCommand& command);

    Reply functionality(const AtCommand& command);
    Reply attach(const AtCommand& command);
    Reply registration(const AtCommand& command);
    Reply connection_state(const AtCommand& command);
    Reply operator_name(const AtCommand& command);
    Reply signal(const AtCommand& command);
    Reply extended_signal(const AtCommand& command);
    Reply engineering(const AtCommand& command);
    Reply address(const AtCommand& command);
    Reply default_context(const AtCommand& command);
    Reply name_resolution(const AtCommand& command);

    Reply battery(const AtCommand& command);
    Reply clock(const AtCommand& command);
    Reply power_saving(const AtCommand& command);
    Reply discontinuous_reception(const AtCommand& command);
    Reply events(const AtCommand& command);
    Reply sleep(const AtCommand& command);
    Reply reset(const AtCommand& command);
    Reply power_down(const AtCommand& command);

    std::optional<Reply> without_sim() const;

    ModuleParts parts_;
    std::string edrx_ = "0,5,\"0000\"";
};

}  // namespace agent::modem::emulator
