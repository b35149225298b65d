#include "modem/emulator/qcoap_commands.hpp"

#include <fmt/format.h>

#include "modem/emulator/option_value.hpp"

namespace agent::modem::emulator {
namespace {

using Form = AtCommand::Form;

constexpr std::size_t most_identity = 152;
constexpr std::size_t most_key_digits = 256;
constexpr std::size_t most_address = 100;

Reply wrong_parameters() { return Reply::failed(Cme::incorrect_parameters); }
Reply wrong_state() { return Reply::failed(Cme::not_allowed); }

bool has_count(const AtCommand& command, std::size_t least, std::size_t most) {
    return command.parameters.size() >= least && command.parameters.size() <= most;
}

}  // namespace

/// What AT+QCOAPSEND says about a message before its payload.
struct QcoapCommands::Outgoing {
    CoapClient* client;
    coap::Type type;
    coap::Code code;
};

QcoapCommands::QcoapCommands(Air& air, Network& network, Surroundings surroundings)
    : air_(air), surroundings_(std::move(surroundings)) {
    for (unsigned id = 0; id < client_count; ++id) {
        clients_.at(id) = std::make_unique<CoapClient>(id, air, network, surroundings_.hooks);
    }
}

std::optional<Reply> QcoapCommands::handle(const AtCommand& command) {
    struct Row {
        std::string_view name;
        const char* ranges;  // the answer to the test form; the note gives QCOAPCFG none
        Reply (QcoapCommands::*write)(const AtCommand&);
    };
    static constexpr Row rows[] = {
        {"+QCOAPCFG", nullptr, &QcoapCommands::configure},
        {"+QCOAPOPEN", "+QCOAPOPEN: (0-4),<CoAP_server>,(1-65535)", &QcoapCommands::open},
        {"+QCOAPCLOSE", "+QCOAPCLOSE: (0-4)", &QcoapCommands::close},
        {"+QCOAPOPTION", "+QCOAPOPTION: (0-4),(0),<opt_name>,(0-255),<opt_value>,(0,1)", &QcoapCommands::option},
        {"+QCOAPHEAD", "+QCOAPHEAD: (0-4),(0-5),(0-65535),(1-8),<token>", &QcoapCommands::head},
        {"+QCOAPSEND", "+QCOAPSEND: (0-4),(0-3),<method/rsrcode>,(0),(0-1024),<data>", &QcoapCommands::send},
    };
    for (const auto& row : rows) {
        if (row.name != command.name) continue;
        if (command.form == Form::test && row.ranges != nullptr) return Reply::line(row.ranges);
        if (command.form == Form::read && command.name == "+QCOAPOPEN") return list_contexts();
        if (command.form != Form::write || command.malformed) return wrong_parameters();
        return (this->*row.write)(command);
    }
    return std::nullopt;
}

CoapClient* QcoapCommands::client_of(const AtCommand& command, std::size_t index) {
    const auto id = command.parameter(index).number(client_count - 1);
    return id ? clients_.at(*id).get() : nullptr;
}

bool QcoapCommands::is_string(const Parameter& parameter) const {
    return parameter.quoted() || (air_.settings.switches.bare_strings_accepted && !parameter.absent());
}

bool QcoapCommands::may_prepare(const CoapClient& client) const {
    return client.status() == CoapClient::Status::connected || air_.settings.switches.options_before_open;
}

Reply QcoapCommands::configure(const AtCommand& command) {
    auto* client = client_of(command, 1);
    if (client == nullptr || !is_string(command.parameter(0))) return wrong_parameters();
    if (command.parameter(0).text == "dtls") return configure_dtls(command, *client);
    if (command.parameter(0).text == "psk") return configure_psk(command, *client);
    return wrong_parameters();
}

Reply QcoapCommands::configure_dtls(const AtCommand& command, CoapClient& client) {
    if (command.parameters.size() == 2) return Reply::line(fmt::format("+QCOAPCFG: \"dtls\",{}", client.dtls ? 1 : 0));
    const auto enable = command.parameter(2).number(1);
    if (!enable || command.parameters.size() != 3) return wrong_parameters();
    client.dtls = *enable == 1;
    return Reply::ok();
}

Reply QcoapCommands::configure_psk(const AtCommand& command, CoapClient& client) {
    if (command.parameters.size() == 2) {
        const auto* gap = air_.settings.switches.psk_reply_spaced ? " " : "";
        return Reply::line(
            fmt::format("+QCOAPCFG: \"psk\",{}\"{}\",{}\"{}\"", gap, client.psk.identity, gap, client.psk.key_text));
    }
    const auto& identity = command.parameter(2);
    const auto& key_text = command.parameter(3);
    if (command.parameters.size() != 4 || !is_string(identity) || !is_string(key_text)) return wrong_parameters();
    auto key = from_hex(key_text.text);
    if (!key || key_text.text.size() > most_key_digits || identity.text.size() > most_identity)
        return wrong_parameters();
    client.psk = {identity.text, std::move(*key), key_text.text};
    return Reply::ok();
}

Reply QcoapCommands::open(const AtCommand& command) {
    const auto id = command.parameter(0).number(client_count - 1);
    const auto& server = command.parameter(1);
    const auto port = command.parameter(2).number(65535);
    if (!id || !port || *port == 0 || !has_count(command, 3, 3)) return wrong_parameters();
    if (!is_string(server) || server.text.size() > most_address) return wrong_parameters();
    const auto endpoint = Endpoint::parse(server.text, static_cast<std::uint16_t>(*port));
    if (!endpoint) return wrong_parameters();
    auto& client = *clients_.at(*id);
    if (client.exists()) {
        return Reply::and_then([this, id = *id] {
            surroundings_.hooks.urc(fmt::format("+QCOAPOPEN: {},{}", id, static_cast<int>(OpenResult::occupied)));
        });
    }
    client.open(server.text, *endpoint);
    return Reply::and_then([this, &client] {
        surroundings_.traffic();
        client.connect(surroundings_.network_ready());
    });
}

Reply QcoapCommands::list_contexts() const {
    Reply reply;
    for (unsigned id = 0; id < client_count; ++id) {
        const auto& client = *clients_.at(id);
        if (!client.exists()) continue;
        reply.lines.push_back(fmt::format("+QCOAPOPEN: {},\"{}\",{},{}", id, client.server(), client.port(),
                                          static_cast<unsigned>(client.status())));
    }
    return reply;
}

Reply QcoapCommands::close(const AtCommand& command) {
    auto* client = client_of(command, 0);
    if (client == nullptr || !has_count(command, 1, 1)) return wrong_parameters();
    if (!client->exists()) return wrong_state();
    client->close();
    return Reply::and_then([this, id = command.parameter(0).text] {
        surroundings_.hooks.urc(fmt::format("+QCOAPCLOSE: {},{}", id, static_cast<int>(OpenResult::successful)));
    });
}

Reply QcoapCommands::option(const AtCommand& command) {
    auto* client = client_of(command, 0);
    if (client == nullptr || !command.parameter(1).number(0)) return wrong_parameters();
    auto options = parse_option(command, 2, air_.settings.switches);
    if (!options) return wrong_parameters();
    if (!may_prepare(*client)) return wrong_state();
    if (!client->add_options(std::move(*options))) return Reply::failed(Cme::memory_failure);
    return Reply::ok();
}

Reply QcoapCommands::head(const AtCommand& command) {
    auto* client = client_of(command, 0);
    const auto mode = command.parameter(1).number(5);
    if (client == nullptr || !mode) return wrong_parameters();
    const bool with_id = *mode >= 3;
    const bool with_token = *mode == 1 || *mode == 5;
    if (command.parameters.size() != 2U + (with_id ? 1U : 0U) + (with_token ? 2U : 0U)) return wrong_parameters();

    CoapClient::Head head;
    if (with_id) {
        const auto id = command.parameter(2).number(0xFFFF);
        if (!id) return wrong_parameters();
        head.id = static_cast<coap::MessageId>(*id);
    }
    if (with_token) {
        const std::size_t place = with_id ? 3 : 2;
        const auto length = command.parameter(place).number(coap::Token::max_size);
        const auto& text = command.parameter(place + 1);
        const auto bytes = is_string(text) ? from_hex(text.text) : std::nullopt;
        if (!length || *length == 0 || !bytes || bytes->size() != *length) return wrong_parameters();
        head.token = coap::Token::from(*bytes);
    } else if (*mode == 2 || *mode == 3) {
        head.token = coap::Token{};
    }
    if (!may_prepare(*client)) return wrong_state();
    client->set_head(head);
    return Reply::ok();
}

Reply QcoapCommands::send(const AtCommand& command) {
    auto* client = client_of(command, 0);
    if (client == nullptr) return wrong_parameters();
    if (command.parameters.size() == 1) {
        if (!client->exists()) return wrong_state();
        return Reply::line(
            fmt::format("+QCOAPSEND: {},{}", command.parameter(0).text, static_cast<unsigned>(client->send_status())));
    }
    const auto type = command.parameter(1).number(3);
    const auto number = command.parameter(2).number(799);
    const auto code = number ? code_from_note(*number) : std::nullopt;
    if (!type || !code || !command.parameter(3).number(0) || !has_count(command, 4, 6)) return wrong_parameters();
    const bool beyond_note = !is_listed_code(*number);
    if (beyond_note && (code->is_request() || !air_.settings.switches.unlisted_codes_accepted))
        return wrong_parameters();
    const Outgoing outgoing{client, static_cast<coap::Type>(*type), *code};
    const bool fits = outgoing.type == coap::Type::reset             ? code->is_empty()
                      : outgoing.type == coap::Type::acknowledgement ? !code->is_request()
                      : outgoing.type == coap::Type::non_confirmable ? !code->is_empty()
                                                                     : true;
    if (!fits) return wrong_parameters();
    if (command.parameters.size() > 4) {
        const auto length = command.parameter(4).number(most_payload);
        if (!length) return wrong_parameters();
        return send_inline(command, outgoing, *length);
    }
    if (client->status() != CoapClient::Status::connected) return wrong_state();
    Reply reply;
    reply.prompt =
        Reply::Prompt{std::nullopt, [this, outgoing](Bytes data) { return dispatch(outgoing, std::move(data)); }};
    return reply;
}

Reply QcoapCommands::send_inline(const AtCommand& command, const Outgoing& outgoing, std::size_t length) {
    if (command.parameters.size() == 6) {
        const auto& text = command.parameter(5);
        auto data = is_string(text) ? from_hex(text.text) : std::nullopt;
        if (!data || data->size() != length) return wrong_parameters();
        return dispatch(outgoing, std::move(*data));
    }
    if (length == 0) return dispatch(outgoing, {});
    if (outgoing.client->status() != CoapClient::Status::connected) return wrong_state();
    Reply reply;
    reply.prompt = Reply::Prompt{length, [this, outgoing](Bytes data) { return dispatch(outgoing, std::move(data)); }};
    return reply;
}

Reply QcoapCommands::dispatch(const Outgoing& outgoing, Bytes payload) {
    auto& client = *outgoing.client;
    if (payload.size() > most_payload) return wrong_parameters();
    if (client.exists() && !surroundings_.network_ready()) return Reply::failed(Cme::no_network);
    if (client.status() != CoapClient::Status::connected) return wrong_state();
    if (outgoing.type == coap::Type::confirmable && !client.can_send_confirmable()) {
        return Reply::failed(Cme::flow_control);
    }
    return Reply::and_then([this, outgoing, data = std::move(payload)]() mutable {
        if (outgoing.client->status() != CoapClient::Status::connected) return;
        surroundings_.traffic();
        outgoing.client->send(outgoing.type, outgoing.code, std::move(data));
    });
}

}  // namespace agent::modem::emulator
