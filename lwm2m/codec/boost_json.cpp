// What the library's parser needs besides its headers, compiled once so that there is nothing to link.
#include <boost/json/src.hpp>
