#include "modem/emulator/trace.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace agent::modem::emulator {
namespace {

void append_character(std::string& out, unsigned char byte) {
    switch (byte) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\n':
            out += "\\n";
            return;
        default:
            break;
    }
    if (byte >= 0x20 && byte < 0x7F) {
        out.push_back(static_cast<char>(byte));
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
}

}  // namespace

Trace::Trace(const std::string& path) : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (!file_) throw std::system_error(errno, std::generic_category(), path);
}

void Trace::write(std::string_view direction, std::string_view text, TimePoint when) {
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(when.time_since_epoch()).count();
    auto line = fmt::format("{{\"t\":{}.{:06},\"dir\":\"{}\",\"text\":\"", microseconds / 1'000'000,
                            microseconds % 1'000'000, direction);
    for (const char byte : text) append_character(line, static_cast<unsigned char>(byte));
    line += "\"}\n";
    // One write a line: whoever follows the file sees whole lines. A full disk loses the trace, not the module.
    [[maybe_unused]] const auto written = ::write(file_.get(), line.data(), line.size());
}

}  // namespace agent::modem::emulator
