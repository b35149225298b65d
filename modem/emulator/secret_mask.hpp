// Hides the PSK, the SIM PIN and the payloads that hold keys or passwords in the bytes of the serial line, whatever
// pieces they come in.
#pragma once

#include <string>
#include <string_view>

namespace agent::modem::emulator {

/// One per direction. Keeps the length: every hidden byte becomes '*'.
class SecretMask {
public:
    std::string mask(std::string_view bytes);

private:
    bool hides(char byte);

    std::string line_;  // what came since the last line end, upper case, bounded
    bool in_quotes_ = false;
    unsigned commas_ = 0;  // outside quotes
};

}  // namespace agent::modem::emulator
