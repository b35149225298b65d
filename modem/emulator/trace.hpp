// --trace: every byte of the serial line as JSON lines, with the monotonic clock's seconds and the direction.
#pragma once

#include <string>
#include <string_view>

#include "lwm2m/base/time.hpp"
#include "modem/emulator/event_loop.hpp"
#include "modem/emulator/secret_mask.hpp"

namespace agent::modem::emulator {

/// {"t":1234.567890,"dir":"to_module","text":"AT\r"}; each character of "text" is one byte, U+0000 to U+00FF.
/// Keys and PINs are masked.
class Trace {
public:
    /// Throws std::system_error when the file cannot be written.
    explicit Trace(const std::string& path);

    void to_module(std::string_view bytes, TimePoint when) { write("to_module", to_module_.mask(bytes), when); }
    void from_module(std::string_view bytes, TimePoint when) { write("from_module", from_module_.mask(bytes), when); }

private:
    void write(std::string_view direction, std::string_view text, TimePoint when);

    Descriptor file_;
    SecretMask to_module_;
    SecretMask from_module_;
};

}  // namespace agent::modem::emulator
