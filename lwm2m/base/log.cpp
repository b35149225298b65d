#include "lwm2m/base/log.hpp"

#include <fmt/format.h>

namespace agent {

void Log::write(LogLevel level, fmt::string_view format, fmt::format_args args) const {
    fmt::memory_buffer text;
    fmt::vformat_to(std::back_inserter(text), format, args);
    sink_->write(level, component_, {text.data(), text.size()});
}

}  // namespace agent
