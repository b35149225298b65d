// Reads CBOR (RFC 8949) item by item. Nothing is stored but strings that come in pieces, and lengths are believed only
// as far as there are bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/codec/scalar.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m::codec {

struct CborItem {
    enum class Kind : std::uint8_t {
        unsigned_integer,
        negative_integer,
        bytes,
        text,
        array,
        map,
        tag,
        floating,
        boolean,
        null,  // or undefined
        end,   // of what has an indefinite length
    };
    Kind kind = Kind::null;
    bool truth = false;
    bool indefinite = false;  // an array, map or string whose end comes as an item
    std::uint64_t number =
        0;  // the integer, -1 minus a negative one, the elements of an array or map, the tag's number
    double floating = 0;
    BytesView bytes;  // of a string of definite length; text is not yet known to be UTF-8
};

class CborReader {
public:
    explicit CborReader(BytesView bytes) : bytes_(bytes) {}

    bool at_end() const { return position_ == bytes_.size(); }
    /// The next item, of an array, map or tag the head alone. False at the end and for what is no CBOR, with the
    /// failure in failed().
    bool next(CborItem& item);
    const std::optional<Failure>& failed() const { return failed_; }
    void fail(std::string_view what) { failed_ = failure(what); }
    /// The value that begins with `first`: a string, number, boolean; a number also as a bignum or decimal fraction, a
    /// Time where it is tagged as one. Its bytes stay until the next value is read. 4.00 for any other.
    Outcome<Scalar> value(const CborItem& first);
    /// The text that begins with `first`, which is text.
    Outcome<std::string_view> text(const CborItem& first);
    /// Steps over what begins with `first`, whatever it is.
    Outcome<void> skip(const CborItem& first) { return skip(first, deepest); }
    /// 4.00 with the place of the item read last.
    Failure failure(std::string_view what) const;

private:
    static constexpr int deepest = 8;
    Outcome<void> skip(const CborItem& first, int levels);
    Outcome<BytesView> string(const CborItem& first);
    Outcome<BytesView> joined(CborItem::Kind kind);
    Outcome<Scalar> tagged(std::uint64_t tag);
    Outcome<Scalar> time_of_text();
    Outcome<Scalar> time_of_number();
    Outcome<Scalar> bignum(bool negative);
    Outcome<Scalar> integer();
    Outcome<Scalar> decimal_fraction();

    BytesView bytes_;
    std::size_t position_ = 0;
    std::size_t item_ = 0;  // where the last item begins
    Bytes joined_;          // a string that came in pieces
    std::optional<Failure> failed_;
};

/// Goes through the elements of an array, or the pairs of a map: while (next()) ...
class CborElements {
public:
    CborElements(CborReader& reader, const CborItem& container)
        : reader_(reader), indefinite_(container.indefinite), left_(container.number) {}
    /// True with the head of the next element in `first`. False at the end, and when the reader failed.
    bool next(CborItem& first) {
        if ((!indefinite_ && left_-- == 0) || !reader_.next(first)) return false;
        if (first.kind != CborItem::Kind::end) return true;
        if (!indefinite_) reader_.fail("an end where there is none");
        return false;
    }

private:
    CborReader& reader_;
    bool indefinite_;
    std::uint64_t left_;
};

}  // namespace agent::lwm2m::codec
