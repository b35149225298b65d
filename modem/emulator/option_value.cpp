#include "modem/emulator/option_value.hpp"

#include <charconv>

#include "lwm2m/base/bytes.hpp"
#include "modem/emulator/note_tables.hpp"

namespace agent::modem::emulator {
namespace {

using coap::OptionFormat;
using coap::OptionNumber;

std::uint32_t largest_uint(OptionNumber number) {
    switch (number) {
        case OptionNumber::content_format:
        case OptionNumber::accept:
            return 0xFFFF;
        case OptionNumber::observe:
        case OptionNumber::block1:
        case OptionNumber::block2:
            return 0xFFFFFF;
        default:
            return 0xFFFFFFFF;
    }
}

std::optional<coap::Option> uint_option(OptionNumber number, const std::string& text) {
    if (text.empty()) return coap::Option{number, {}};
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value > largest_uint(number)) {
        return std::nullopt;
    }
    return coap::Option::uint(number, value);
}

std::vector<coap::Option> divided(OptionNumber number, std::string_view value, char separator) {
    std::vector<coap::Option> options;
    while (!value.empty()) {
        const auto end = value.find(separator);
        options.push_back(coap::Option::string(number, value.substr(0, end)));
        if (end == std::string_view::npos) break;
        value.remove_prefix(end + 1);
    }
    return options;
}

/// "Integer type" values may come without quotes, If-None-Match ("NULL") may leave its value out, the others are
/// strings.
bool has_right_kind(OptionNumber number, const Parameter& value, const Switches& switches) {
    if (value.quoted()) return true;
    if (format_of(number) == OptionFormat::empty) return value.absent();
    if (value.absent()) return false;
    const bool is_string_by_the_note = number == OptionNumber::content_format || number == OptionNumber::accept;
    if (format_of(number) == OptionFormat::uint && !is_string_by_the_note) return true;
    return switches.bare_strings_accepted;
}

std::optional<std::vector<coap::Option>> string_options(OptionNumber number, const std::string& value, bool whole) {
    if (number == OptionNumber::uri_path && !whole) {
        const auto path = std::string_view(value).substr(value.starts_with('/') ? 1 : 0);
        return divided(number, path, '/');
    }
    if (number == OptionNumber::uri_query) return divided(number, value, '&');
    return std::vector{coap::Option::string(number, value)};
}

std::optional<std::vector<coap::Option>> opaque_option(OptionNumber number, const std::string& text, std::size_t length,
                                                       bool raw) {
    if (raw) {
        if (text.size() != length) return std::nullopt;
        return std::vector{coap::Option::string(number, text)};
    }
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != length) return std::nullopt;
    return std::vector{coap::Option::string(number, as_text(*bytes))};
}

}  // namespace

std::optional<std::vector<coap::Option>> parse_option(const AtCommand& command, std::size_t first,
                                                      const Switches& switches) {
    const auto count = command.parameters.size() - std::min(first, command.parameters.size());
    const auto name = command.parameter(first).number(0xFFFF);
    const auto length = command.parameter(first + 1).number(most_option_value);
    const auto& value = command.parameter(first + 2);
    const auto& flag = command.parameter(first + 3);
    if (!name || !length || count > 4) return std::nullopt;
    const auto number = static_cast<OptionNumber>(*name);
    const auto limits = option_length(number);
    if (!limits || *length < limits->least || *length > limits->most) return std::nullopt;
    if (count == 4 && (number != OptionNumber::uri_path || !flag.number(1))) return std::nullopt;
    if (!has_right_kind(number, value, switches)) return std::nullopt;

    const auto format = format_of(number);
    if (format == OptionFormat::opaque) return opaque_option(number, value.text, *length, switches.opaque_raw);
    if (value.text.size() != *length) return std::nullopt;
    if (format == OptionFormat::uint) {
        const auto option = uint_option(number, value.text);
        return option ? std::optional(std::vector{*option}) : std::nullopt;
    }
    return string_options(number, value.text, flag.number() == 1U);
}

}  // namespace agent::modem::emulator
