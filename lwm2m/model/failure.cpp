#include "lwm2m/model/failure.hpp"

#include <stdexcept>

#include <boost/throw_exception.hpp>

namespace agent::lwm2m {

void throw_exception_from_error(const Failure& failure, const boost::source_location& where) {
    boost::throw_exception(std::logic_error(failure.code.name() + ": " + failure.reason), where);
}

}  // namespace agent::lwm2m
