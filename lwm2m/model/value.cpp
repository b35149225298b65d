#include "lwm2m/model/value.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "lwm2m/model/base64.hpp"
#include "lwm2m/model/utf8.hpp"

namespace agent::lwm2m {

namespace {

constexpr std::array<std::string_view, 10> type_names = {"None",    "String", "Integer", "Unsigned Integer", "Float",
                                                         "Boolean", "Opaque", "Time",    "Objlnk",           "Corelnk"};

/// DataType of each alternative of Value, in the variant's order.
constexpr std::array value_types = {DataType::string,   DataType::integer,     DataType::unsigned_integer,
                                    DataType::floating, DataType::boolean,     DataType::opaque,
                                    DataType::time,     DataType::object_link, DataType::core_link};
static_assert(value_types.size() == std::variant_size_v<Value>);

template<class Number>
std::string number_text(Number number) {
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
}

struct ToText {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::int64_t number) const { return number_text(number); }
    std::string operator()(std::uint64_t number) const { return number_text(number); }
    std::string operator()(double number) const { return number_text(number); }
    std::string operator()(bool truth) const { return truth ? "1" : "0"; }
    std::string operator()(const Bytes& bytes) const { return to_base64(bytes); }
    std::string operator()(const Time& time) const { return number_text(time.seconds); }
    std::string operator()(const ObjectLink& link) const {
        return number_text(link.object) + ':' + number_text(link.instance);
    }
    std::string operator()(const CoreLink& link) const { return link.text; }
};

/// What the peer sent, in an error message: short, and without bytes that would break a log line.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 32;
    std::string out;
    for (const char c : text.substr(0, most)) out += c >= 0x20 && c < 0x7F ? c : '.';
    return text.size() > most ? out + "..." : out;
}

Failure not_a(DataType type, std::string_view text) {
    return bad_request(fmt::format("'{}' is not a value of type {}", shown(text), name_of(type)));
}

template<class Number>
Outcome<Number> parse_number(DataType type, std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::result_out_of_range && stop == end) {
        return bad_request(fmt::format("'{}' is out of range for type {}", shown(text), name_of(type)));
    }
    if (error != std::errc{} || stop != end) return not_a(type, text);
    return number;
}

Outcome<Value> parse_float(std::string_view text) {
    const auto number = parse_number<double>(DataType::floating, text);
    if (!number) return number.error();
    if (!std::isfinite(*number)) return not_a(DataType::floating, text);
    return Value(*number);
}

Outcome<Value> parse_string(DataType type, std::string_view text) {
    if (const auto at = first_non_utf8(text)) {
        return bad_request(fmt::format("byte {} of the {} is not UTF-8", *at, name_of(type)));
    }
    if (type == DataType::core_link) return Value(CoreLink{std::string(text)});
    return Value(std::string(text));
}

Outcome<Value> parse_link(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return not_a(DataType::object_link, text);
    const auto object = parse_number<Id>(DataType::object_link, text.substr(0, colon));
    const auto instance = parse_number<Id>(DataType::object_link, text.substr(colon + 1));
    if (!object || !instance) return not_a(DataType::object_link, text);
    return Value(ObjectLink{*object, *instance});
}

template<class T, class Number>
Outcome<Value> wrap(const Outcome<Number>& number) {
    if (!number) return number.error();
    return Value(T{*number});
}

/// The whole number a value stands for, where it stands for one: sign and magnitude, so that both 64-bit ranges fit.
struct Whole {
    bool negative = false;
    std::uint64_t magnitude = 0;
};

Whole whole_of(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    return {number < 0, number < 0 ? std::uint64_t{0} - bits : bits};
}

std::optional<Whole> whole_of(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return whole_of(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) return Whole{false, *number};
    if (const auto* truth = std::get_if<bool>(&value)) return Whole{false, *truth ? std::uint64_t{1} : 0};
    if (const auto* time = std::get_if<Time>(&value)) return whole_of(time->seconds);
    if (const auto* number = std::get_if<double>(&value)) {
        constexpr double limit = 18446744073709551616.0;  // 2^64
        if (std::trunc(*number) != *number || std::abs(*number) >= limit) return std::nullopt;
        return Whole{*number < 0, static_cast<std::uint64_t>(std::abs(*number))};
    }
    return std::nullopt;
}

std::optional<std::int64_t> as_signed(const Whole& whole) {
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (whole.magnitude > (whole.negative ? limit : limit - 1)) return std::nullopt;
    return static_cast<std::int64_t>(whole.negative ? std::uint64_t{0} - whole.magnitude : whole.magnitude);
}

std::optional<Value> from_whole(const Whole& whole, DataType type) {
    if (type == DataType::unsigned_integer && !whole.negative) return Value(whole.magnitude);
    if (type == DataType::boolean && !whole.negative && whole.magnitude <= 1) return Value(whole.magnitude == 1);
    if (type == DataType::floating) {
        constexpr double limit = 18446744073709551616.0;
        const auto number = static_cast<double>(whole.magnitude);
        if (number >= limit || static_cast<std::uint64_t>(number) != whole.magnitude) return std::nullopt;
        return Value(whole.negative ? -number : number);
    }
    const auto number = as_signed(whole);
    if (type == DataType::integer && number) return Value(*number);
    if (type == DataType::time && number) return Value(Time{*number});
    return std::nullopt;
}

}  // namespace

std::string_view name_of(DataType type) { return type_names[static_cast<std::size_t>(type)]; }

DataType type_of(const Value& value) { return value_types[value.index()]; }

std::string to_text(const Value& value) { return std::visit(ToText{}, value); }

Outcome<Value> parse_text(DataType type, std::string_view text) {
    switch (type) {
        case DataType::none:
            break;
        case DataType::string:
        case DataType::core_link:
            return parse_string(type, text);
        case DataType::integer:
            return wrap<std::int64_t>(parse_number<std::int64_t>(type, text));
        case DataType::unsigned_integer:
            return wrap<std::uint64_t>(parse_number<std::uint64_t>(type, text));
        case DataType::floating:
            return parse_float(text);
        case DataType::boolean:
            if (text == "0" || text == "1") return Value(text == "1");
            return not_a(type, text);
        case DataType::opaque:
            if (auto bytes = from_base64(text)) return Value(std::move(*bytes));
            return bad_request("the opaque value is not base64");
        case DataType::time:
            return wrap<Time>(parse_number<std::int64_t>(type, text));
        case DataType::object_link:
            return parse_link(text);
    }
    return bad_request("an executable resource has no value");
}

Outcome<Value> convert(const Value& value, DataType type) {
    if (type_of(value) == type) return value;
    if (const auto* text = std::get_if<std::string>(&value); text && type == DataType::core_link) {
        return Value(CoreLink{*text});
    }
    if (const auto* link = std::get_if<CoreLink>(&value); link && type == DataType::string) return Value(link->text);
    if (const auto whole = whole_of(value)) {
        if (auto converted = from_whole(*whole, type)) return std::move(*converted);
    }
    return bad_request(
        fmt::format("a value of type {} cannot be one of type {}", name_of(type_of(value)), name_of(type)));
}

}  // namespace agent::lwm2m
