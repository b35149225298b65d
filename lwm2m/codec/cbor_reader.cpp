#include "lwm2m/codec/cbor_reader.hpp"

#include <cmath>

#include <cbor.h>
#include <fmt/format.h>

#include "lwm2m/model/utf8.hpp"

namespace agent::lwm2m::codec {

using Kind = CborItem::Kind;

namespace {

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
    .byte_string_start = indefinite<Kind::bytes>,
    .byte_string = string<Kind::bytes>,
    .string = string<Kind::text>,
    .string_start = indefinite<Kind::text>,
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

}  // namespace

Failure CborReader::failure(std::string_view what) const {
    return bad_request(fmt::format("CBOR at byte {}: {}", item_, what));
}

bool CborReader::next(CborItem& item) {
    item_ = position_;
    const auto result = cbor_stream_decode(bytes_.data() + position_, bytes_.size() - position_, &callbacks, &item);
    position_ += result.read;
    if (result.status == CBOR_DECODER_FINISHED) return true;
    fail(result.status == CBOR_DECODER_NEDATA ? "the payload is cut off" : "this is no CBOR");
    return false;
}

Outcome<Scalar> CborReader::value(const CborItem& first) {
    switch (first.kind) {
        case Kind::unsigned_integer:
            return whole_number(first.number);
        case Kind::negative_integer:
            if (const auto number = negative_number(first.number)) return Scalar(*number);
            return failure("the integer is out of range");
        case Kind::floating:
            if (!std::isfinite(first.floating)) return failure("this is no finite number");
            return Scalar(first.floating);
        case Kind::boolean:
            return Scalar(first.truth);
        case Kind::bytes: {
            const auto bytes = string(first);
            if (!bytes) return bytes.error();
            return Scalar(*bytes);
        }
        case Kind::text: {
            const auto read = text(first);
            if (!read) return read.error();
            return Scalar(*read);
        }
        case Kind::tag:
            return tagged(first.number);
        case Kind::null:
        case Kind::array:
        case Kind::map:
        case Kind::end:
            break;
    }
    return failure("this is no value of a resource");
}

Outcome<BytesView> CborReader::string(const CborItem& first) {
    if (!first.indefinite) return first.bytes;
    return joined(first.kind);
}

/// The pieces of a string of indefinite length (RFC 8949 §3.2.3).
Outcome<BytesView> CborReader::joined(Kind kind) {
    joined_.clear();
    CborItem piece;
    while (true) {
        if (!next(piece)) return *failed_;
        if (piece.kind == Kind::end) return BytesView(joined_);
        if (piece.kind != kind || piece.indefinite) return failure("this is no piece of the string");
        joined_.insert(joined_.end(), piece.bytes.begin(), piece.bytes.end());
    }
}

Outcome<std::string_view> CborReader::text(const CborItem& first) {
    const auto bytes = string(first);
    if (!bytes) return bytes.error();
    if (first_non_utf8(as_text(*bytes))) return failure("the text is not UTF-8");
    return as_text(*bytes);
}

Outcome<void> CborReader::skip(const CborItem& first, int levels) {
    if (first.kind == Kind::end) return failure("this is no value");
    if (first.kind == Kind::text || first.kind == Kind::bytes) {
        const auto passed = string(first);
        return passed ? Outcome<void>() : passed.error();
    }
    if (first.kind != Kind::array && first.kind != Kind::map && first.kind != Kind::tag) return {};
    if (levels == 0) return failure("nested too deeply");
    auto container = first;
    if (first.kind == Kind::tag) container.number = 1;
    CborElements elements(*this, container);
    CborItem element;
    while (elements.next(element)) {
        if (auto skipped = skip(element, levels - 1); !skipped) return skipped;
        if (first.kind != Kind::map) continue;
        if (!next(element)) break;
        if (auto skipped = skip(element, levels - 1); !skipped) return skipped;
    }
    return failed_ ? Outcome<void>(*failed_) : Outcome<void>();
}

}  // namespace agent::lwm2m::codec
