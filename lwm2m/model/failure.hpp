// Why an operation on the object tree could not be done: the CoAP code the server gets and the reason the log gets.
#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

#include "lwm2m/coap/code.hpp"

namespace agent::lwm2m {

struct Failure {
    coap::Code code;     // 4.xx or 5.xx (LwM2M Core 1.1 §6.3, response codes of each operation)
    std::string reason;  // for people; never holds a secret
};

inline Failure bad_request(std::string reason) { return {coap::code::bad_request, std::move(reason)}; }

[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

/// A value or the Failure that stands for it on the wire.
template<class T>
using Outcome = boost::system::result<T, Failure>;

}  // namespace agent::lwm2m
