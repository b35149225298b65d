#include "modem/emulator/urc_text.hpp"

#include <fmt/format.h>

#include "modem/emulator/note_tables.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t most_options = 63;  // <existence> has six bits for their count

bool is_format_option(coap::OptionNumber number) {
    return number == coap::OptionNumber::content_format || number == coap::OptionNumber::accept;
}

bool is_counted(const coap::Option& option, const Switches& switches) {
    return option_length(option.number).has_value() || !switches.unlisted_options_hidden;
}

bool is_printed(const coap::Option& option, const Switches& switches) {
    if (!switches.unlisted_formats_only_counted || !is_format_option(option.number)) return true;
    const auto format = option.as_uint();
    return format && is_listed_format(*format);
}

std::string value_text(const coap::Option& option, const Switches& switches) {
    const auto value = std::string_view(option.value).substr(0, most_option_value);
    switch (format_of(option.number)) {
        case coap::OptionFormat::uint:
            if (const auto number = option.as_uint()) return std::to_string(*number);
            return to_hex(as_bytes(value));
        case coap::OptionFormat::opaque:
            return switches.opaque_raw ? std::string(value) : to_hex(as_bytes(value));
        case coap::OptionFormat::empty:
        case coap::OptionFormat::string:
            break;
    }
    return std::string(value);
}

}  // namespace

bool is_text(const coap::Message& message) {
    const auto format = message.content_format();
    return format == coap::ContentFormat::text || format == coap::ContentFormat::xml ||
           format == coap::ContentFormat::json;
}

std::string urc_text(unsigned client, const coap::Message& message, const Switches& switches) {
    std::string options;
    unsigned count = 0;
    for (const auto& option : message.options) {
        if (!is_counted(option, switches) || count == most_options) continue;
        ++count;
        if (!is_printed(option, switches)) continue;
        options += fmt::format(",{},\"{}\"", static_cast<unsigned>(option.number), value_text(option, switches));
    }
    const auto existence = (message.token.empty() ? 0U : 0x80U) | count << 1 | (message.payload.empty() ? 0U : 1U);
    auto text = fmt::format("+QCOAPURC: {},{},{},{},{}", client, static_cast<unsigned>(message.type),
                            note_number(message.code), message.message_id, existence);
    if (!message.token.empty()) {
        text += fmt::format(",{},\"{}\"", message.token.size(), to_hex(message.token.bytes()));
    }
    text += options;
    if (!message.payload.empty()) {
        const auto data = is_text(message) ? std::string(as_text(message.payload)) : to_hex(message.payload);
        text += fmt::format(",{},\"{}\"", message.payload.size(), data);
    }
    return text;
}

}  // namespace agent::modem::emulator
