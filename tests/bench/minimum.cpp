#include "tests/bench/minimum.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

namespace agent::bench {
namespace {

using coap::OptionNumber;

std::size_t digits(std::size_t number) { return fmt::formatted_size("{}", number); }

/// AT+QCOAPOPTION=0,0,<name>,<length>,<value>, quoted or not.
std::size_t option_bytes(OptionNumber number, std::size_t length, bool quoted) {
    return std::string_view("AT+QCOAPOPTION=0,0,").size() + digits(static_cast<std::size_t>(number)) + 1 +
           digits(length) + 1 + length + (quoted ? 2 : 0) + 1;
}

/// Joined by one separator; nothing when there is none.
std::size_t joined_bytes(const coap::Message& message, OptionNumber number) {
    std::size_t length = 0;
    std::size_t count = 0;
    for (const auto value : message.values(number)) {
        length += value.size();
        ++count;
    }
    return count == 0 ? 0 : option_bytes(number, length + count - 1, true);
}

unsigned note_code(coap::Code code) {
    return code.code_class() == 0 ? code.detail() : code.code_class() * 100 + code.detail();
}

/// Splits at commas outside quotes and takes the quotes off.
std::vector<std::string> fields_of(std::string_view text) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back().push_back(c);
    }
    return fields;
}

unsigned number_of(const std::string& text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) throw std::runtime_error("not a number: " + text);
    return value;
}

void split_into(coap::Message& message, OptionNumber number, std::string_view value, char separator) {
    for (;;) {
        const auto end = value.find(separator);
        message.add_string(number, value.substr(0, end));
        if (end == std::string_view::npos) return;
        value.remove_prefix(end + 1);
    }
}

void take_option(coap::Message& message, const std::vector<std::string>& fields) {
    const auto number = static_cast<OptionNumber>(number_of(fields.at(2)));
    const auto& value = fields.at(4);
    if (number == OptionNumber::uri_path) return split_into(message, number, value, '/');
    if (number == OptionNumber::uri_query) return split_into(message, number, value, '&');
    if (coap::format_of(number) == coap::OptionFormat::uint) return message.add_uint(number, number_of(value));
    message.add_string(number, value);
}

}  // namespace

std::size_t minimum_bytes(const coap::Message& message) {
    auto total = std::string_view("AT+QCOAPHEAD=0,3,\r").size() + digits(message.message_id);
    if (!message.token.empty()) {
        total += 1 + digits(message.token.size()) + 1 + 2 + 2 * message.token.size();
    }
    total += joined_bytes(message, OptionNumber::uri_path) + joined_bytes(message, OptionNumber::uri_query);
    for (const auto& option : message.options) {
        if (option.number == OptionNumber::uri_path || option.number == OptionNumber::uri_query) continue;
        const bool number = coap::format_of(option.number) == coap::OptionFormat::uint;
        const bool as_text = option.number == OptionNumber::content_format || option.number == OptionNumber::accept;
        const auto length = number ? digits(option.as_uint().value_or(0)) : option.value.size();
        total += option_bytes(option.number, length, !number || as_text);
    }
    total += std::string_view("AT+QCOAPSEND=0,0,,0,\r").size() + digits(note_code(message.code)) +
             digits(message.payload.size());
    if (!message.payload.empty()) total += 1 + 2 + 2 * message.payload.size();
    return total;
}

coap::Message message_of(std::span<const Stretch> commands) {
    coap::Message message;
    for (const auto& [time, command] : commands) {
        const auto equals = command.find('=');
        const auto fields = fields_of(std::string_view(command).substr(equals + 1, command.size() - equals - 2));
        const auto name = std::string_view(command).substr(0, equals);
        if (name == "AT+QCOAPHEAD") {
            message.message_id = static_cast<coap::MessageId>(number_of(fields.at(2)));
            if (fields.at(1) == "5") message.token = coap::Token::from(from_hex(fields.at(4)).value()).value();
        } else if (name == "AT+QCOAPOPTION") {
            take_option(message, fields);
        } else if (name == "AT+QCOAPSEND") {
            message.type = static_cast<coap::Type>(number_of(fields.at(1)));
            const auto code = number_of(fields.at(2));
            message.code = code < 100 ? coap::Code::of(0, code) : coap::Code::of(code / 100, code % 100);
            if (fields.size() > 5) message.payload = from_hex(fields[5]).value();
        } else {
            throw std::runtime_error("not part of a message: " + command);
        }
    }
    return message;
}

}  // namespace agent::bench
