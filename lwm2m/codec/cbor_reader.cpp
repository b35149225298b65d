#include "lwm2m/codec/cbor_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <cbor.h>
#include <fmt/format.h>

#include "lwm2m/model/utf8.hpp"

namespace agent::lwm2m::codec {

using Kind = CborItem::Kind;

namespace {

constexpr std::uint64_t tag_decimal_fraction = 4;

CborItem& item(void* context) { return *static_cast<CborItem*>(context); }

template<Kind kind>
void of_kind(void* context) {
    item(context) = {.kind = kind};
}
template<Kind kind>
void indefinite(void* context) {
    item(context) = {.kind = kind, .indefinite = true};
}
template<Kind kind, class Number>
void numbered(void* context, Number number) {
    item(context) = {.kind = kind, .number = number};
}
template<Kind kind>
void string(void* context, cbor_data data, std::size_t size) {
    item(context) = {.kind = kind, .bytes = {data, size}};
}
template<class Number>
void floating(void* context, Number number) {
    item(context) = {.kind = Kind::floating, .floating = number};
}

constexpr cbor_callbacks callbacks = {
    .uint8 = numbered<Kind::unsigned_integer>,
    .uint16 = numbered<Kind::unsigned_integer>,
    .uint32 = numbered<Kind::unsigned_integer>,
    .uint64 = numbered<Kind::unsigned_integer>,
    .negint64 = numbered<Kind::negative_integer>,
    .negint32 = numbered<Kind::negative_integer>,
    .negint16 = numbered<Kind::negative_integer>,
    .negint8 = numbered<Kind::negative_integer>,
    .byte_string_start = of_kind<Kind::fragments>,
    .byte_string = string<Kind::bytes>,
    .string = string<Kind::text>,
    .string_start = of_kind<Kind::fragments>,
    .indef_array_start = indefinite<Kind::array>,
    .array_start = numbered<Kind::array>,
    .indef_map_start = indefinite<Kind::map>,
    .map_start = numbered<Kind::map>,
    .tag = numbered<Kind::tag>,
    .float2 = floating,
    .float4 = floating,
    .float8 = floating,
    .undefined = of_kind<Kind::null>,
    .null = of_kind<Kind::null>,
    .boolean = [](void* context, bool truth) { item(context) = {.kind = Kind::boolean, .truth = truth}; },
    .indef_break = of_kind<Kind::end>,
};

Value whole_number(std::uint64_t number) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return number;
    return static_cast<std::int64_t>(number);
}

}  // namespace

Failure CborReader::failure(std::string_view what) const {
    return bad_request(fmt::format("CBOR at byte {}: {}", item_, what));
}

Outcome<CborItem> CborReader::next() {
    item_ = position_;
    CborItem read;
    const auto rest = bytes_.subspan(position_);
    const auto result = cbor_stream_decode(rest.data(), rest.size(), &callbacks, &read);
    if (result.status == CBOR_DECODER_NEDATA) return failure("the payload is cut off");
    if (result.status != CBOR_DECODER_FINISHED) return failure("this is no CBOR");
    position_ += result.read;
    return read;
}

Outcome<Value> CborReader::value(const CborItem& first) {
    switch (first.kind) {
        case Kind::unsigned_integer:
            return whole_number(first.number);
        case Kind::negative_integer:
            if (first.number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return failure("the integer is out of range");
            return Value(-1 - static_cast<std::int64_t>(first.number));
        case Kind::floating:
            if (!std::isfinite(first.floating)) return failure("this is no finite number");
            return Value(first.floating);
        case Kind::boolean:
            return Value(first.truth);
        case Kind::bytes:
            return Value(Bytes(first.bytes.begin(), first.bytes.end()));
        case Kind::text:
            if (first_non_utf8(as_text(first.bytes))) return failure("the text is not UTF-8");
            return Value(std::string(as_text(first.bytes)));
        case Kind::tag:
            if (first.number == tag_decimal_fraction) return decimal_fraction();
            return failure(fmt::format("tag {} has no meaning here", first.number));
        case Kind::fragments:
            return failure("a string of indefinite length");
        case Kind::null:
        case Kind::array:
        case Kind::map:
        case Kind::end:
            break;
    }
    return failure("this is no value of a resource");
}

Outcome<std::int64_t> CborReader::small_integer() {
    const auto read = next();
    if (!read) return read.error();
    if (read->kind != Kind::unsigned_integer && read->kind != Kind::negative_integer)
        return failure("this is no integer");
    const auto number = value(*read);
    if (!number) return number.error();
    if (const auto* fits = std::get_if<std::int64_t>(&*number)) return *fits;
    return failure("the integer is out of range");
}

/// [exponent, mantissa] of 10 (RFC 8949 §3.4.4), which SenML may have for a JSON number (RFC 8428 §6).
Outcome<Value> CborReader::decimal_fraction() {
    const auto pair = next();
    if (!pair) return pair.error();
    if (pair->kind != Kind::array || pair->number != 2) return failure("this is no decimal fraction");
    const auto exponent = small_integer();
    if (!exponent) return exponent.error();
    const auto mantissa = small_integer();
    if (!mantissa) return mantissa.error();
    const auto text = fmt::format("{}e{}", *mantissa, *exponent);
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return failure("the number is out of range");
    return Value(number);
}

Outcome<void> CborReader::skip(const CborItem& first, int levels) {
    if (first.kind == Kind::end || first.kind == Kind::fragments) return failure("this is no value");
    if (first.kind != Kind::array && first.kind != Kind::map && first.kind != Kind::tag) return {};
    if (levels == 0) return failure("nested too deeply");
    auto container = first;
    if (first.kind == Kind::tag) container.number = 1;
    CborElements elements(*this, container);
    CborItem element;
    while (true) {
        const auto more = elements.next(element);
        if (!more) return more.error();
        if (!*more) return {};
        if (auto skipped = skip(element, levels - 1); !skipped) return skipped;
        if (first.kind != Kind::map) continue;
        const auto mapped = next();
        if (!mapped) return mapped.error();
        if (auto skipped = skip(*mapped, levels - 1); !skipped) return skipped;
    }
}

Outcome<bool> CborElements::next(CborItem& first) {
    if (!indefinite_ && left_-- == 0) return false;
    auto read = reader_.next();
    if (!read) return read.error();
    first = *read;
    if (first.kind != Kind::end) return true;
    if (!indefinite_) return reader_.failure("an end where there is none");
    return false;
}

}  // namespace agent::lwm2m::codec
