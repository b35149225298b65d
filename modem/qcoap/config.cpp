#include "modem/qcoap/config.hpp"

#include <fmt/format.h>

#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/quoting.hpp"

namespace agent::modem::qcoap::config {
namespace {

constexpr std::string_view prefix = "+QCOAPCFG:";
constexpr std::size_t longest_identity = 152;
constexpr std::size_t longest_key_text = 256;

at::Command query(ClientId client, std::string_view name) {
    return at::Command(fmt::format("+QCOAPCFG=\"{}\",{}", name, client.value())).answered_by(prefix).answered_once();
}

}  // namespace

at::Command query_dtls(ClientId client) { return query(client, "dtls"); }

at::Command set_dtls(ClientId client, bool enabled) {
    return at::Command(fmt::format("+QCOAPCFG=\"dtls\",{},{}", client.value(), enabled ? 1 : 0));
}

Result<bool> parse_dtls(const at::Reply& reply) {
    if (reply.lines.empty()) return at::Error::malformed_reply;
    auto fields = at::Fields::of_line(reply.lines.front());
    if (fields.text() != "dtls") return at::Error::malformed_reply;
    const auto enabled = fields.number(0, 1);
    if (!enabled) return at::Error::malformed_reply;
    return *enabled == 1;
}

at::Command query_psk(ClientId client) {
    auto command = query(client, "psk");
    const auto end = command.text().size();
    return std::move(command).secret_from(end);
}

Result<at::Command> set_psk(ClientId client, const Psk& psk) {
    if (psk.identity.size() > longest_identity || !is_quotable(psk.identity)) return Error::invalid_psk;
    if (psk.key.size() * 2 > longest_key_text) return Error::invalid_psk;
    auto text = fmt::format("+QCOAPCFG=\"psk\",{},", client.value());
    const auto secret = text.size();
    text.append("\"").append(psk.identity).append("\",\"");
    append_hex(text, psk.key);
    text.push_back('"');
    return at::Command(std::move(text)).secret_from(secret);
}

Result<Psk> parse_psk(const at::Reply& reply) {
    if (reply.lines.empty()) return at::Error::malformed_reply;
    auto fields = at::Fields::of_line(reply.lines.front());
    if (fields.text() != "psk") return at::Error::malformed_reply;
    const auto identity = fields.text();
    const auto key = from_hex(fields.text().value_or("?"));
    if (!identity || !key) return at::Error::malformed_reply;
    return Psk{std::string(*identity), *key};
}

}  // namespace agent::modem::qcoap::config
