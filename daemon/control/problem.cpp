#include "daemon/control/problem.hpp"

#include <stdexcept>

#include <boost/throw_exception.hpp>

namespace agent::daemon::control {
namespace {

std::string kind_of(coap::Code code) {
    if (code == coap::code::not_found) return "not_found";
    if (code == coap::code::method_not_allowed || code == coap::code::forbidden || code == coap::code::unauthorized)
        return "not_allowed";
    return code.code_class() == 4 ? "bad_argument" : "failed";
}

}  // namespace

void throw_exception_from_error(const Problem& problem, const boost::source_location& where) {
    boost::throw_exception(std::logic_error(problem.kind + ": " + problem.message), where);
}

Problem problem_of(const lwm2m::Failure& failure) {
    return {.kind = kind_of(failure.code), .message = failure.reason, .code = failure.code};
}

Excerpt whole(std::string text) {
    const auto size = text.size();
    return {.text = std::move(text), .from = 0, .length = size};
}

}  // namespace agent::daemon::control
