// The note's decimal spelling of CoAP codes, 205 or 404, and <-> coap::Code (QCOAP note 2.3.6, 3).
#pragma once

#include <optional>

#include "lwm2m/coap/code.hpp"

namespace agent::modem::qcoap {

/// 2.05 -> 205, GET -> 1, Empty -> 0.
constexpr unsigned to_decimal(coap::Code code) { return code.code_class() * 100 + code.detail(); }
/// nullopt for a number that is no CoAP code: a class above 7 or a detail above 31.
std::optional<coap::Code> from_decimal(unsigned value);
/// The note's tables of methods and response codes have it.
bool is_in_note(coap::Code code);

}  // namespace agent::modem::qcoap
