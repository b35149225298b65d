// The tagged items that are values (RFC 8949 §3.4): times, bignums, decimal fractions.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "lwm2m/codec/cbor_reader.hpp"
#include "lwm2m/codec/rfc3339.hpp"

namespace agent::lwm2m::codec {

using Kind = CborItem::Kind;

namespace {

enum Tag : std::uint64_t {
    tag_time_text = 0,
    tag_time_number = 1,
    tag_unsigned_bignum = 2,
    tag_negative_bignum = 3,
    tag_decimal_fraction = 4,
};

constexpr std::size_t longest_integer = 8;  // bytes

bool is_integer(Kind kind) { return kind == Kind::unsigned_integer || kind == Kind::negative_integer; }

std::string number_text(const Scalar& whole) {
    if (const auto* number = std::get_if<std::int64_t>(&whole)) return fmt::to_string(*number);
    return fmt::to_string(std::get<std::uint64_t>(whole));
}

}  // namespace

Outcome<Scalar> CborReader::tagged(std::uint64_t tag) {
    switch (tag) {
        case tag_time_text:
            return time_of_text();
        case tag_time_number:
            return time_of_number();
        case tag_unsigned_bignum:
            return bignum(false);
        case tag_negative_bignum:
            return bignum(true);
        case tag_decimal_fraction:
            return decimal_fraction();
        default:
            return failure(fmt::format("tag {} has no meaning here", tag));
    }
}

Outcome<Scalar> CborReader::time_of_text() {
    CborItem item;
    if (!next(item)) return *failed_;
    if (item.kind != Kind::text) return failure("the time is no text");
    const auto said = text(item);
    if (!said) return said.error();
    const auto time = parse_rfc3339(*said);
    if (!time) return failure(time.error().reason);
    return Scalar(*time);
}

Outcome<Scalar> CborReader::time_of_number() {
    CborItem item;
    if (!next(item)) return *failed_;
    if (!is_integer(item.kind) && item.kind != Kind::floating) return failure("the time is no number");
    const auto number = value(item);
    if (!number) return number;
    auto time = convert(to_value(*number), DataType::time);
    if (time) return Scalar(std::get<Time>(*time));
    return failure(item.kind == Kind::floating && std::trunc(item.floating) != item.floating
                       ? "a Time has whole seconds"
                       : "the time is out of range");
}

/// The bytes of an integer of any size (RFC 8949 §3.4.3), which has to be one of ours.
Outcome<Scalar> CborReader::bignum(bool is_negative) {
    CborItem item;
    if (!next(item)) return *failed_;
    if (item.kind != Kind::bytes) return failure("a bignum is a byte string");
    const auto bytes = string(item);
    if (!bytes) return bytes.error();
    const auto digits = bytes->subspan(static_cast<std::size_t>(
        std::ranges::find_if(*bytes, [](std::uint8_t byte) { return byte != 0; }) - bytes->begin()));
    if (digits.size() > longest_integer) return failure("the bignum has more than 64 bits");
    std::uint64_t number = 0;
    for (const auto byte : digits) number = number << 8 | byte;
    if (!is_negative) return whole_number(number);
    if (const auto below_zero = negative_number(number)) return Scalar(*below_zero);
    return failure("the bignum has more than 64 bits");
}

Outcome<Scalar> CborReader::integer() {
    CborItem item;
    if (!next(item)) return *failed_;
    const bool is_bignum =
        item.kind == Kind::tag && (item.number == tag_unsigned_bignum || item.number == tag_negative_bignum);
    if (!is_bignum && !is_integer(item.kind)) return failure("this is no integer");
    return value(item);
}

/// [exponent, mantissa] of 10 (RFC 8949 §3.4.4), which SenML may have for a JSON number (RFC 8428 §6).
Outcome<Scalar> CborReader::decimal_fraction() {
    CborItem pair;
    if (!next(pair)) return *failed_;
    if (pair.kind != Kind::array || (!pair.indefinite && pair.number != 2))
        return failure("this is no decimal fraction");
    const auto exponent = integer();
    if (!exponent) return exponent;
    const auto mantissa = integer();
    if (!mantissa) return mantissa;
    const auto text = number_text(*mantissa) + "e" + number_text(*exponent);
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return failure("the number is out of range");
    if (!pair.indefinite) return Scalar(number);
    CborItem end;
    if (!next(end)) return *failed_;
    if (end.kind != Kind::end) return failure("this is no decimal fraction");
    return Scalar(number);
}

}  // namespace agent::lwm2m::codec
