// The six AT+QCOAP* commands (QCOAP note 2.3): parameters checked by the note, then done on a context.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "modem/emulator/at_command.hpp"
#include "modem/emulator/coap_client.hpp"
#include "modem/emulator/note_tables.hpp"
#include "modem/emulator/reply.hpp"

namespace agent::modem::emulator {

class QcoapCommands {
public:
    /// `network_ready` says whether the module is registered and attached; `traffic` runs before each message is sent.
    struct Surroundings {
        ClientHooks hooks;
        std::function<bool()> network_ready;
        std::function<void()> traffic;
    };

    QcoapCommands(Air& air, Network& network, Surroundings surroundings);

    /// nullopt: not one of these commands.
    std::optional<Reply> handle(const AtCommand& command);
    CoapClient& client(unsigned id) { return *clients_.at(id); }
    const CoapClient& client(unsigned id) const { return *clients_.at(id); }

private:
    struct Outgoing;

    Reply configure(const AtCommand& command);
    Reply configure_dtls(const AtCommand& command, CoapClient& client);
    Reply configure_psk(const AtCommand& command, CoapClient& client);
    Reply open(const AtCommand& command);
    Reply list_contexts() const;
    Reply close(const AtCommand& command);
    Reply option(const AtCommand& command);
    Reply head(const AtCommand& command);
    Reply send(const AtCommand& command);
    Reply send_inline(const AtCommand& command, const Outgoing& outgoing, std::size_t length);
    Reply dispatch(const Outgoing& outgoing, Bytes payload);
    CoapClient* client_of(const AtCommand& command, std::size_t index);
    bool is_string(const Parameter& parameter) const;
    bool may_prepare(const CoapClient& client) const;

    Air& air_;
    Surroundings surroundings_;
    std::array<std::unique_ptr<CoapClient>, client_count> clients_;
};

}  // namespace agent::modem::emulator
