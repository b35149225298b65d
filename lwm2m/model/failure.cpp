#include "lwm2m/model/failure.hpp"

#include <stdexcept>

namespace agent::lwm2m {

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw std::logic_error("the value of a failed outcome was taken: " + failure.code.text() + " " + failure.reason);
}

}  // namespace agent::lwm2m
