#include "config/problem.hpp"

#include <fmt/format.h>

namespace agent::config {

std::string Problem::text() const {
    auto text = line > 0 ? fmt::format("{}:{}:{}: ", file, line, column) : file + ": ";
    if (!key.empty()) text += key + ": ";
    return text + message;
}

}  // namespace agent::config
