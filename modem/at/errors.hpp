// Why an AT command did not do what it should: the channel's own errors, and the module's +CME ERROR codes
// (QCOAP note 6; 3GPP TS 27.007 §9.2) in a category of their own.
#pragma once

#include "lwm2m/base/result.hpp"

namespace agent::modem::at {

enum class Error {
    command_failed = 1,  // the module answered ERROR without saying why
    timed_out,           // no final result code within the command's limit
    malformed_reply,     // the reply lacks the fields the command promises
    malformed_command,   // not an AT command line
    port_closed,         // the serial port went away while we were waiting
    module_reset,        // the module restarted while we were waiting
    not_ready,           // the module has not answered yet
    unexpected_prompt,   // the module asked for data nobody meant to send
};

/// The values of +CME ERROR: <err>; others occur and keep their number.
enum class CmeError {
    phone_failure = 0,
    no_connection = 1,
    operation_not_allowed = 3,
    operation_not_supported = 4,
    ph_sim_pin_required = 5,
    sim_not_inserted = 10,
    sim_pin_required = 11,
    sim_puk_required = 12,
    sim_failure = 13,
    sim_busy = 14,
    sim_wrong = 15,
    incorrect_password = 16,
    memory_full = 20,
    invalid_index = 21,
    not_found = 22,
    memory_failure = 23,
    text_string_too_long = 24,
    invalid_characters = 25,
    no_network_service = 30,
    network_timeout = 31,
    network_not_allowed = 32,
    incorrect_parameters = 50,
    command_disabled = 51,
    command_aborted = 52,
    unknown = 100,
    uplink_busy = 159,
};

const boost::system::error_category& error_category();
const boost::system::error_category& cme_category();

inline error_code make_error_code(Error error) { return {static_cast<int>(error), error_category()}; }
inline error_code make_error_code(CmeError error) { return {static_cast<int>(error), cme_category()}; }

}  // namespace agent::modem::at

template<>
struct boost::system::is_error_code_enum<agent::modem::at::Error> : std::true_type {};
template<>
struct boost::system::is_error_code_enum<agent::modem::at::CmeError> : std::true_type {};
