// The tables of the QCOAP note: which codes, options and formats it lists, and what their lengths may be (2.3.4, 2.3.6,
// 3).
#pragma once

#include <cstdint>
#include <optional>

#include "lwm2m/coap/message.hpp"

namespace agent::modem::emulator {

constexpr unsigned client_count = 5;
constexpr std::size_t most_payload = 1024;      // <payload_length>
constexpr std::size_t most_option_value = 255;  // <opt_length>

struct LengthRange {
    std::size_t least;
    std::size_t most;
};
/// nullopt: the option is not one of the note's 16.
std::optional<LengthRange> option_length(coap::OptionNumber number);
/// Content-Format and Accept: the note's six.
bool is_listed_format(std::uint32_t format);

/// 205 for 2.05, 1 for GET: how the note writes a code.
constexpr unsigned note_number(coap::Code code) { return code.code_class() * 100 + code.detail(); }
/// The note's own methods and response codes.
bool is_listed_code(unsigned number);
/// nullopt when the number is no CoAP code at all.
std::optional<coap::Code> code_from_note(unsigned number);

}  // namespace agent::modem::emulator
