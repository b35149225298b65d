// The text form of values (LwM2M Core 1.1 §7.4.1, Appendix C).
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "lwm2m/model/value.hpp"

namespace agent::lwm2m {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(BytesView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto left = bytes.size() - i;
        std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
        if (left > 1) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
        if (left > 2) group |= bytes[i + 2];
        text.push_back(base64_digits[group >> 18]);
        text.push_back(base64_digits[group >> 12 & 63]);
        text.push_back(left > 1 ? base64_digits[group >> 6 & 63] : '=');
        text.push_back(left > 2 ? base64_digits[group & 63] : '=');
    }
    return text;
}

/// RFC 4648 §4 with padding, or without it; nullopt for anything else.
std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 == 0 && text.ends_with("=="))
        text.remove_suffix(2);
    else if (text.size() % 4 == 0 && text.ends_with('='))
        text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes bytes;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto digit = base64_digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(group >> bits & 0xFF));
    }
    if ((group & ((1U << bits) - 1)) != 0) return std::nullopt;  // bits that belong to no byte
    return bytes;
}

Failure not_a(DataType type, std::string_view text) {
    constexpr std::size_t shown = 40;
    return {coap::code::bad_request, fmt::format("'{}' is no {}", text.substr(0, shown), name_of(type))};
}

template<class Number>
std::optional<Number> parse_number(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

Outcome<Value> parse_floating(std::string_view text) {
    const auto number = parse_number<double>(text);
    if (!number || !std::isfinite(*number)) return not_a(DataType::floating, text);
    return Value(*number);
}

Outcome<Value> parse_object_link(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return not_a(DataType::object_link, text);
    const auto object = parse_number<Id>(text.substr(0, colon));
    const auto instance = parse_number<Id>(text.substr(colon + 1));
    if (!object || !instance) return not_a(DataType::object_link, text);
    return Value(ObjectLink{*object, *instance});
}

}  // namespace

std::string to_text(const Value& value) {
    struct Text {
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
        std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
        std::string operator()(double number) const {
            std::array<char, 32> digits{};  // the shortest text that reads back as the same number
            const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
            return {digits.data(), end};
        }
        std::string operator()(bool truth) const { return truth ? "1" : "0"; }
        std::string operator()(const Bytes& bytes) const { return to_base64(bytes); }
        std::string operator()(Time time) const { return fmt::format("{}", time.seconds); }
        std::string operator()(ObjectLink link) const { return fmt::format("{}:{}", link.object, link.instance); }
        std::string operator()(const CoreLink& link) const { return link.text; }
    };
    return std::visit(Text{}, value);
}

Outcome<Value> parse_text(DataType type, std::string_view text) {
    switch (type) {
        case DataType::none:
            break;
        case DataType::string:
            return Value(std::string(text));
        case DataType::core_link:
            return Value(CoreLink{std::string(text)});
        case DataType::integer:
            if (const auto number = parse_number<std::int64_t>(text)) return Value(*number);
            break;
        case DataType::time:
            if (const auto seconds = parse_number<std::int64_t>(text)) return Value(Time{*seconds});
            break;
        case DataType::unsigned_integer:
            if (const auto number = parse_number<std::uint64_t>(text)) return Value(*number);
            break;
        case DataType::floating:
            return parse_floating(text);
        case DataType::boolean:
            if (text == "0" || text == "1") return Value(text == "1");
            break;
        case DataType::opaque:
            if (auto bytes = from_base64(text)) return Value(std::move(*bytes));
            break;
        case DataType::object_link:
            return parse_object_link(text);
    }
    return not_a(type, text);
}

}  // namespace agent::lwm2m
