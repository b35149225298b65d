// Reads CBOR (RFC 8949) item by item. Nothing is stored, and lengths are believed only as far as there are bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/value.hpp"

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
        null,       // or undefined
        end,        // of an array or map of indefinite length
        fragments,  // of a text or byte string of indefinite length
    };
    Kind kind = Kind::null;
    bool truth = false;
    bool indefinite = false;  // an array or map whose end comes as an item
    std::uint64_t number =
        0;  // the integer, -1 minus a negative one, the elements of an array or map, the tag's number
    double floating = 0;
    BytesView bytes;  // of a string; text is not yet known to be UTF-8
};

class CborReader {
public:
    explicit CborReader(BytesView bytes) : bytes_(bytes) {}

    bool at_end() const { return position_ == bytes_.size(); }
    /// The next item; of an array, map or tag the head alone. 4.00 at the end and for what is no CBOR.
    Outcome<CborItem> next();
    /// The value that begins with `first`: a string, number (a decimal fraction, too), boolean. 4.00 for any other.
    /// Whole numbers are Integers where they fit and Unsigned Integers beyond.
    Outcome<Value> value(const CborItem& first);
    /// Steps over what begins with `first`, whatever it is.
    Outcome<void> skip(const CborItem& first) { return skip(first, deepest); }
    /// 4.00 with the place of the item read last.
    Failure failure(std::string_view what) const;

private:
    static constexpr int deepest = 8;
    Outcome<void> skip(const CborItem& first, int levels);
    Outcome<Value> decimal_fraction();
    Outcome<std::int64_t> small_integer();

    BytesView bytes_;
    std::size_t position_ = 0;
    std::size_t item_ = 0;  // where the last item begins
};

/// Goes through the elements of an array, or the pairs of a map: while (next()) ...
class CborElements {
public:
    CborElements(CborReader& reader, const CborItem& container)
        : reader_(reader), indefinite_(container.indefinite), left_(container.number) {}
    /// True with the head of the next element in `first`.
    Outcome<bool> next(CborItem& first);

private:
    CborReader& reader_;
    bool indefinite_;
    std::uint64_t left_;
};

}  // namespace agent::lwm2m::codec
