// Why a command could not be done, as a good compiler would say it: what is wrong, where, and what to do about it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "lwm2m/model/failure.hpp"

namespace agent::daemon::control {

/// The part of what was written that is wrong.
struct Excerpt {
    std::string text;
    std::size_t from = 0;
    std::size_t length = 0;
    friend bool operator==(const Excerpt&, const Excerpt&) = default;
};

struct Problem {
    /// For programs: malformed, bad_argument, not_found, not_allowed, not_ready, failed, denied, too_many.
    std::string kind;
    std::string message;                    // for people; never holds a secret
    std::optional<Excerpt> where;           // absent: not about a part of the command
    std::string help;                       // what to do; empty: nobody knows
    std::optional<coap::Code> code;         // what a server would have been answered
    std::vector<std::string> details = {};  // for people, a line each
};

[[noreturn]] void throw_exception_from_error(const Problem& problem, const boost::source_location& where);

template<class T>
using Checked = boost::system::result<T, Problem>;

/// What became of an operation on the objects.
Problem problem_of(const lwm2m::Failure& failure);
/// A text with all of it underlined.
Excerpt whole(std::string text);

}  // namespace agent::daemon::control
