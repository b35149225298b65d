// The note's sixteen options: what the value is in the command, and how long it may be (QCOAP note 2.3.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lwm2m/coap/option.hpp"

namespace agent::modem::qcoap {

struct OptionRule {
    enum class Form : std::uint8_t {
        nothing,  // NULL in the note
        text,     // String type, quoted
        opaque,   // String type, quoted, in hexadecimal; the length counts bytes
        decimal,  // String type, quoted: "40"
        integer,  // Integer type, not quoted
    };
    coap::OptionNumber number;
    Form form;
    std::size_t least;  // <opt_length>
    std::size_t most;
};

std::span<const OptionRule> option_rules();
/// nullptr for an option outside the note.
const OptionRule* rule_of(coap::OptionNumber number);

}  // namespace agent::modem::qcoap
