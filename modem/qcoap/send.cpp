#include "modem/qcoap/send.hpp"

#include <fmt/format.h>

#include "lwm2m/base/shown_uri.hpp"
#include "modem/qcoap/codes.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/test_reply.hpp"

namespace agent::modem::qcoap::send {
namespace {

constexpr std::string_view prefix = "+QCOAPSEND:";
constexpr char ctrl_z = 0x1A;
constexpr char escape = 0x1B;

PayloadForm form_for(std::string_view payload, PayloadForm wanted) {
    const bool ends_data =
        payload.find(ctrl_z) != std::string_view::npos || payload.find(escape) != std::string_view::npos;
    return ends_data ? PayloadForm::inline_hex : wanted;
}

/// A URI that has one, such as the Package URI a server reads back.
bool holds_password(BytesView payload) {
    if (as_text(payload).find('@') == std::string_view::npos) return false;
    std::string text(as_text(payload));
    mask_userinfo(text);
    return text != as_text(payload);
}

}  // namespace

at::Command test() { return at::Command("+QCOAPSEND=?").answered_by(prefix, is_range); }

Result<std::vector<at::Supported>> parse_test(const at::Reply& reply) { return parse_test_reply(reply); }

at::Command query(ClientId client) {
    return at::Command(fmt::format("+QCOAPSEND={}", client.value())).answered_by(prefix).answered_once();
}

Result<SendStatus> parse_query(const at::Reply& reply) {
    if (reply.lines.empty()) return at::Error::malformed_reply;
    const auto report = parse_urc(reply.lines.front());
    if (!report) return at::Error::malformed_reply;
    return report->status;
}

Result<at::Command> write(ClientId client, coap::Type type, coap::Code code, BytesView payload,
                          const EncodingSettings& settings) {
    if (!settings.extended_codes && !is_in_note(code)) return Error::code_not_in_note;
    if (payload.size() > longest_payload) return Error::payload_too_long;

    std::string text;
    text.reserve(40 + payload.size() * 2);
    fmt::format_to(std::back_inserter(text), "+QCOAPSEND={},{},{},0", client.value(), static_cast<unsigned>(type),
                   to_decimal(code));
    if (payload.empty()) return at::Command(text.append(",0"));

    const auto form = form_for(as_text(payload), settings.payload_form);
    if (form == PayloadForm::prompt_ctrl_z) {
        return at::Command(std::move(text)).with_data(std::string(as_text(payload)) + ctrl_z);
    }
    fmt::format_to(std::back_inserter(text), ",{}", payload.size());
    if (form == PayloadForm::prompt_length) {
        return at::Command(std::move(text)).with_data(std::string(as_text(payload)));
    }
    text.append(",\"");
    const auto data_at = text.size();
    append_hex(text, payload);
    text.push_back('"');
    auto command = at::Command(std::move(text));
    return holds_password(payload) ? std::move(command).secret_from(data_at) : std::move(command);
}

std::optional<Report> parse_urc(std::string_view line) {
    if (!line.starts_with(prefix)) return std::nullopt;
    auto fields = at::Fields(line.substr(prefix.size()));
    const auto client = ClientId::from(fields.number(0, ClientId::count - 1).value_or(ClientId::count));
    const auto status = send_status_from(fields.number(0, 5).value_or(6));
    if (!client || !status || !fields.at_end()) return std::nullopt;
    return Report{*client, *status};
}

}  // namespace agent::modem::qcoap::send
