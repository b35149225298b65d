#include "modem/qcoap/head.hpp"

#include <fmt/format.h>

#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/test_reply.hpp"

namespace agent::modem::qcoap::head {
namespace {

void append_token(std::string& text, const coap::Token& token) {
    fmt::format_to(std::back_inserter(text), ",{},\"", token.size());
    append_hex(text, token.bytes());
    text.push_back('"');
}

struct Parameters {
    std::string& text;
    bool ok = true;

    void operator()(RandomBoth) {}
    void operator()(const RandomId& mode) {
        ok = !mode.token.empty();
        append_token(text, mode.token);
    }
    void operator()(RandomIdWithoutToken) {}
    void operator()(IdWithoutToken mode) { fmt::format_to(std::back_inserter(text), ",{}", mode.id); }
    void operator()(IdWithRandomToken mode) { fmt::format_to(std::back_inserter(text), ",{}", mode.id); }
    void operator()(const IdAndToken& mode) {
        ok = !mode.token.empty();
        fmt::format_to(std::back_inserter(text), ",{}", mode.id);
        append_token(text, mode.token);
    }
};

}  // namespace

at::Command test() { return at::Command("+QCOAPHEAD=?").answered_by("+QCOAPHEAD:"); }

Result<std::vector<at::Supported>> parse_test(const at::Reply& reply) { return parse_test_reply(reply); }

Result<at::Command> write(ClientId client, const Mode& mode) {
    auto text = fmt::format("+QCOAPHEAD={},{}", client.value(), mode.index());
    Parameters parameters{text};
    std::visit(parameters, mode);
    if (!parameters.ok) return Error::invalid_token;
    return at::Command(std::move(text));
}

at::Command of_message(ClientId client, const coap::Message& message) {
    if (message.token.empty()) return *write(client, IdWithoutToken{message.message_id});
    return *write(client, IdAndToken{message.message_id, message.token});
}

}  // namespace agent::modem::qcoap::head
