// From the few types that JSON and CBOR have to those of the data model (LwM2M Core 1.1 Appendix C).
#pragma once

#include "lwm2m/model/value.hpp"

namespace agent::lwm2m::codec {

/// A number becomes an Integer, Unsigned Integer, Float or Time, a string a String or Corelnk; other types, and what is
/// a Time already, stay what they are. 4.00 when it cannot be the type without losing something; a Float may lose what
/// is past its precision.
Outcome<void> make_typed(Value& value, DataType type);

}  // namespace agent::lwm2m::codec
