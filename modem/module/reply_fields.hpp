// The parameters of a reply's information line.
#pragma once

#include "modem/at/command.hpp"
#include "modem/at/errors.hpp"
#include "modem/at/fields.hpp"

namespace agent::modem::module {

/// Of the first line; of an empty one when the reply has none.
inline at::Fields fields_of(const at::Reply& reply) {
    return reply.lines.empty() ? at::Fields({}) : at::Fields::of_line(reply.lines.front());
}

/// `value`, or Error::malformed_reply when it is not there.
template<class T>
Result<T> promised(std::optional<T> value) {
    if (!value) return at::Error::malformed_reply;
    return std::move(*value);
}

/// parse(*reply), or why there is no reply.
template<class T>
Result<T> parsed(const Result<at::Reply>& reply, Result<T> (*parse)(const at::Reply&)) {
    if (!reply) return Result<T>(boost::system::in_place_error, reply.error());  // of bool, no conversion is implicit
    return parse(*reply);
}

}  // namespace agent::modem::module
