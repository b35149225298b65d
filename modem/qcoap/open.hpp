// AT+QCOAPOPEN: create a CoAP context, list the contexts, QCOAP note 2.3.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modem/at/command.hpp"
#include "modem/at/fields.hpp"
#include "modem/qcoap/client_id.hpp"

namespace agent::modem::qcoap {

/// <status> of a context.
enum class ConnectionStatus : std::uint8_t { idle = 0, opening = 1, connecting = 2, connected = 3, disconnecting = 4 };
std::string_view to_string(ConnectionStatus status);

/// `+QCOAPOPEN: <clientID>,<result>` and `+QCOAPCLOSE: <clientID>,<result>`.
struct Outcome {
    ClientId client;
    error_code result;  // no error, or a ResultCode
};

namespace open {

struct Entry {
    ClientId client;
    std::string address;
    std::uint16_t port;
    ConnectionStatus status;
    friend bool operator==(const Entry&, const Entry&) = default;
};

at::Command test();
Result<std::vector<at::Supported>> parse_test(const at::Reply& reply);

at::Command read();
/// Lines that are no entries are left out.
std::vector<Entry> parse_read(const at::Reply& reply);

/// `address` is numeric, at most 100 bytes; Error::invalid_address otherwise or when `port` is 0.
Result<at::Command> write(ClientId client, std::string_view address, std::uint16_t port);
/// nullopt when `line` is not the URC that ends write().
std::optional<Outcome> parse_urc(std::string_view line);

}  // namespace open

/// AT+QCOAPCLOSE: delete a CoAP context, QCOAP note 2.3.3.
namespace close {

at::Command test();
Result<std::vector<at::Supported>> parse_test(const at::Reply& reply);
at::Command write(ClientId client);
std::optional<Outcome> parse_urc(std::string_view line);

}  // namespace close
}  // namespace agent::modem::qcoap
