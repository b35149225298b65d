// What cannot be said to the module or understood from it in QCOAP terms, and the <result> codes of its URCs (QCOAP
// note 5).
#pragma once

#include <optional>

#include "lwm2m/base/result.hpp"

namespace agent::modem::qcoap {

enum class Error {
    code_not_in_note = 1,     // neither a method nor a response code of the note's tables
    option_not_in_note,       // an option number outside the note's sixteen
    option_too_long,          // longer than the note's range for it
    option_too_short,         // shorter than the note's range for it
    option_malformed,         // not a value of the option's format
    option_not_expressible,   // holds a quote, a control character or the separator of its kind
    payload_too_long,         // more than 1024 bytes
    empty_message_not_empty,  // code 0.00 with a token, options or a payload (RFC 7252 §4.1)
    invalid_address,          // not an address, longer than 100 bytes, or port 0
    invalid_psk,              // identity over 152 bytes or not quotable, key over 128 bytes
    invalid_token,            // HEAD modes 1 and 5 want 1 to 8 bytes
    malformed_urc,            // its counts or lengths do not add up
};

/// <result> of +QCOAPOPEN and +QCOAPCLOSE; 0 is success and no error.
enum class ResultCode {
    success = 0,
    invalid_parameter = -1,
    in_processing = -2,
    not_allowed = -3,
    network_failure = -4,
    dns_error = -5,
    data_call_activating = -6,
    socket_connection_failure = -7,
    out_of_memory = -8,
    dtls_handshake_failure = -9,
    client_id_occupied = -10,
    data_sending_failure = -11,
};

const boost::system::error_category& error_category();
const boost::system::error_category& result_category();

inline error_code make_error_code(Error error) { return {static_cast<int>(error), error_category()}; }
inline error_code make_error_code(ResultCode result) { return {static_cast<int>(result), result_category()}; }

}  // namespace agent::modem::qcoap

template<>
struct boost::system::is_error_code_enum<agent::modem::qcoap::Error> : std::true_type {};
template<>
struct boost::system::is_error_code_enum<agent::modem::qcoap::ResultCode> : std::true_type {};
