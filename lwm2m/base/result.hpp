// How a function says that it could not: a value or an error_code of the library it belongs to.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace agent {

using boost::system::error_code;
template<class T>
using Result = boost::system::result<T>;

}  // namespace agent
