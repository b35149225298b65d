#include "modem/qcoap/open.hpp"

#include <fmt/format.h>

#include "modem/at/errors.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/quoting.hpp"
#include "modem/qcoap/test_reply.hpp"

namespace agent::modem::qcoap {
namespace {

constexpr std::string_view open_prefix = "+QCOAPOPEN:";
constexpr std::string_view close_prefix = "+QCOAPCLOSE:";
constexpr std::size_t longest_address = 100;

std::optional<Outcome> parse_outcome(std::string_view line, std::string_view prefix) {
    if (!line.starts_with(prefix)) return std::nullopt;
    auto fields = at::Fields(line.substr(prefix.size()));
    const auto client = ClientId::from(fields.number(0, ClientId::count - 1).value_or(ClientId::count));
    const auto result = fields.integer();
    if (!client || !result || !fields.at_end()) return std::nullopt;
    return Outcome{*client, {static_cast<int>(*result), result_category()}};
}

/// `+QCOAPOPEN: 0,"220.180.239.212",8032,3`, not the URC `+QCOAPOPEN: 0,0`.
bool is_entry(std::string_view line) {
    auto fields = at::Fields::of_line(line);
    fields.skip(2);
    return !fields.at_end();
}

}  // namespace

std::string_view to_string(ConnectionStatus status) {
    switch (status) {
        case ConnectionStatus::idle:
            return "Idle or disconnected";
        case ConnectionStatus::opening:
            return "CoAP client is opening";
        case ConnectionStatus::connecting:
            return "CoAP client is connecting to the CoAP server";
        case ConnectionStatus::connected:
            return "CoAP client is connected to the CoAP server";
        case ConnectionStatus::disconnecting:
            return "CoAP client is disconnecting from the CoAP server";
    }
    return "Unknown";
}

namespace open {

at::Command test() { return at::Command("+QCOAPOPEN=?").answered_by(open_prefix, is_entry); }

Result<std::vector<at::Supported>> parse_test(const at::Reply& reply) { return parse_test_reply(reply); }

at::Command read() { return at::Command("+QCOAPOPEN?").answered_by(open_prefix, is_entry); }

std::vector<Entry> parse_read(const at::Reply& reply) {
    std::vector<Entry> entries;
    for (const auto& line : reply.lines) {
        auto fields = at::Fields::of_line(line);
        const auto client = ClientId::from(fields.number(0, ClientId::count - 1).value_or(ClientId::count));
        const auto address = fields.text();
        const auto port = fields.number(0, 65535);
        const auto status = fields.number(0, 4);
        if (!client || !address || !port || !status) continue;
        entries.push_back({*client, std::string(*address), static_cast<std::uint16_t>(*port),
                           static_cast<ConnectionStatus>(*status)});
    }
    return entries;
}

Result<at::Command> write(ClientId client, std::string_view address, std::uint16_t port) {
    if (address.empty() || address.size() > longest_address || !is_quotable(address) || port == 0) {
        return Error::invalid_address;
    }
    return at::Command(fmt::format("+QCOAPOPEN={},\"{}\",{}", client.value(), address, port));
}

std::optional<Outcome> parse_urc(std::string_view line) { return parse_outcome(line, open_prefix); }

}  // namespace open

namespace close {

at::Command test() { return at::Command("+QCOAPCLOSE=?").answered_by(close_prefix, is_range); }

Result<std::vector<at::Supported>> parse_test(const at::Reply& reply) { return parse_test_reply(reply); }

at::Command write(ClientId client) { return at::Command(fmt::format("+QCOAPCLOSE={}", client.value())); }

std::optional<Outcome> parse_urc(std::string_view line) { return parse_outcome(line, close_prefix); }

}  // namespace close
}  // namespace agent::modem::qcoap
