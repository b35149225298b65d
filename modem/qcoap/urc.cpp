#include "modem/qcoap/urc.hpp"

#include <charconv>

#include "modem/qcoap/codes.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/urc_scanner.hpp"

namespace agent::modem::qcoap {
namespace {

std::string opaque_value(std::string_view printed, bool raw) {
    if (!raw) {
        if (const auto bytes = from_hex(printed)) return std::string(as_text(*bytes));
    }
    return std::string(printed);
}

/// nullopt when the option's format is uint and the text no number.
std::optional<coap::Option> to_option(const UrcParts::Option& printed, bool raw_opaque) {
    const auto number = static_cast<coap::OptionNumber>(printed.name);
    switch (coap::format_of(number)) {
        case coap::OptionFormat::string:
            return coap::Option::string(number, printed.value);
        case coap::OptionFormat::empty:
            return coap::Option{number, {}};
        case coap::OptionFormat::opaque:
            return coap::Option{number, opaque_value(printed.value, raw_opaque)};
        case coap::OptionFormat::uint:
            break;
    }
    const auto digits = printed.value.substr(std::min(printed.value.find_first_not_of(' '), printed.value.size()));
    if (digits.empty()) return coap::Option{number, {}};
    std::uint32_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return coap::Option::uint(number, value);
}

}  // namespace

Result<Received> parse_urc(std::string_view urc, bool raw_opaque) {
    if (!urc.starts_with(urc_prefix)) return Error::malformed_urc;
    UrcParts parts;
    // The scanner wants to see the line end, which the framer cuts off.
    std::string line;
    line.reserve(urc.size() + 1);
    line.append(urc).push_back('\r');
    if (UrcScanner(line).scan(parts) != at::Extent::Kind::complete || parts.size != urc.size())
        return Error::malformed_urc;

    const auto code = from_decimal(parts.code);
    const auto token_bytes = from_hex(parts.token);
    const auto token = token_bytes ? coap::Token::from(*token_bytes) : std::nullopt;
    if (!code || !token) return Error::malformed_urc;

    Received received{.client = *ClientId::from(parts.client), .message = {}, .options_missing = parts.options_missing};
    auto& message = received.message;
    message.type = static_cast<coap::Type>(parts.type);
    message.code = *code;
    message.message_id = static_cast<coap::MessageId>(parts.message_id);
    message.token = *token;
    message.options.reserve(parts.options.size());
    for (const auto& printed : parts.options) {
        auto option = to_option(printed, raw_opaque);
        if (!option) return Error::malformed_urc;
        message.options.push_back(std::move(*option));
    }
    if (parts.data_is_hex) {
        auto payload = from_hex(parts.data);
        if (!payload) return Error::malformed_urc;
        message.payload = std::move(*payload);
    } else {
        message.payload = to_bytes(parts.data);
    }
    // What has a payload has its format: that is what is missing.
    if (parts.options_missing > 0 && !message.payload.empty() && !message.find(coap::OptionNumber::content_format))
        message.add_uint(coap::OptionNumber::content_format, coap::unprinted_format);
    return received;
}

}  // namespace agent::modem::qcoap
