// Resource values (LwM2M Core 1.1 Appendix C): one C++ type per LwM2M data type, and values of multiple resources.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lwm2m/base/bytes.hpp"
#include "lwm2m/model/failure.hpp"
#include "lwm2m/model/path.hpp"

namespace agent::lwm2m {

enum class DataType : std::uint8_t {
    none,  // an executable resource has no value
    string,
    integer,
    unsigned_integer,
    floating,
    boolean,
    opaque,
    time,
    object_link,
    core_link,
};

/// The registry's word for it: "String", "Unsigned Integer", "Objlnk"...
std::string_view name_of(DataType type);

struct Time {
    std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
    friend auto operator<=>(const Time&, const Time&) = default;
};
struct ObjectLink {
    Id object = 65535;  // 65535:65535 is the null link
    Id instance = 65535;
    friend auto operator<=>(const ObjectLink&, const ObjectLink&) = default;
};
struct CoreLink {
    std::string text;  // RFC 6690
    friend auto operator<=>(const CoreLink&, const CoreLink&) = default;
};

using Value = std::variant<std::string, std::int64_t, std::uint64_t, double, bool, Bytes, Time, ObjectLink, CoreLink>;

DataType type_of(const Value& value);
/// The value's text form of LwM2M Core 1.1 §C.4 (opaque as base64): also what logs, YAML and handlers use.
std::string to_text(const Value& value);
/// The inverse; 4.00 with a reason for text that is not a value of `type`.
Outcome<Value> parse_text(DataType type, std::string_view text);
/// The same value in another data type where nothing is lost (integer to floating, unsigned...); 4.00 otherwise.
Outcome<Value> convert(const Value& value, DataType type);

/// What a resource holds: one value, or the instances of a multiple resource in ascending order of their ids.
using InstanceValues = std::vector<std::pair<Id, Value>>;
using ResourceValue = std::variant<Value, InstanceValues>;

}  // namespace agent::lwm2m
