// Reads JSON (RFC 8259) as a series of events, so that nothing is stored that the listener does not want.
#pragma once

#include <string_view>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/codec/scalar.hpp"
#include "lwm2m/model/failure.hpp"

namespace agent::lwm2m::codec {

/// Told what a text holds, in its order. A failure ends the reading.
class JsonListener {
public:
    virtual ~JsonListener() = default;
    virtual Outcome<void> on_open(char bracket) = 0;  // [ or {
    virtual Outcome<void> on_close() = 0;
    enum class Member : bool { skipped, wanted };
    /// The name of a member; when it is skipped its value is not told.
    virtual Outcome<Member> on_key(std::string_view name) = 0;
    /// A string, which is not there any longer afterwards, number or boolean. Whole numbers are Integers where they
    /// fit, Unsigned Integers beyond, else Floats.
    virtual Outcome<void> on_value(const Scalar& value) = 0;
};

/// 4.00 with the place for what is no JSON, is nested too deeply, holds a number past all types, or a null that is
/// wanted.
Outcome<void> read_json(BytesView text, JsonListener& listener);

}  // namespace agent::lwm2m::codec
