// How a message is spelled in QCOAP commands where there is a choice.
#pragma once

#include <cstdint>

namespace agent::modem::qcoap {

/// How a message's payload is handed to AT+QCOAPSEND (QCOAP note 2.3.6).
enum class PayloadForm : std::uint8_t {
    inline_hex,     // in the command itself; no `>` prompt during which the module loses URCs
    prompt_length,  // raw bytes after `>`, ended by their count
    prompt_ctrl_z,  // raw bytes after `>`, ended by Ctrl-Z; refuses payloads that hold Ctrl-Z or ESC
};

/// Where the note leaves room, or a firmware goes further than the note.
struct EncodingSettings {
    PayloadForm payload_form = PayloadForm::inline_hex;
    bool quote_integer_options = false;  // 6, 14, 23, 27, 28: "60" instead of 60
    bool raw_opaque_options = false;     // ETag and If-Match as they are instead of in hexadecimal
    bool kept_options = false;           // options go out with later messages, too, until they are set again
    bool extended_codes = false;         // try codes and methods that are not in the note's tables (2.31, 4.08, FETCH)
    friend bool operator==(const EncodingSettings&, const EncodingSettings&) = default;
};

}  // namespace agent::modem::qcoap
