// How what is known becomes a resource's value, or the 4.04 of a resource that has none now.
#pragma once

#include <optional>
#include <string>

#include "lwm2m/model/value.hpp"

namespace agent::daemon {

using Known = lwm2m::Outcome<lwm2m::ResourceValue>;

inline lwm2m::Failure not_known(std::string reason) { return {coap::code::not_found, std::move(reason)}; }

inline Known known(lwm2m::Value value) { return lwm2m::ResourceValue(std::move(value)); }
inline Known known_integer(std::int64_t value) { return known(lwm2m::Value(value)); }
inline Known known_instances(lwm2m::InstanceValues values) { return lwm2m::ResourceValue(std::move(values)); }

template<class Number>
Known known_integer(const std::optional<Number>& value, const char* else_reason) {
    if (value) return known_integer(static_cast<std::int64_t>(*value));
    return not_known(else_reason);
}

inline Known known_number(const std::optional<double>& value, const char* else_reason) {
    if (value) return known(lwm2m::Value(*value));
    return not_known(else_reason);
}

/// Text that is empty where it is not known.
inline Known known_text(std::string text, const char* else_reason) {
    if (text.empty()) return not_known(else_reason);
    return known(lwm2m::Value(std::move(text)));
}

}  // namespace agent::daemon
