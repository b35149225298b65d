// Why the module could not do what its owner wanted, where neither a command nor the note's result codes say it.
#pragma once

#include "lwm2m/base/result.hpp"

namespace agent::modem {

enum class Error {
    context_closed = 1,  // no such context is open or wanted
    context_lost,        // the module no longer has it
    context_replaced,    // it was opened again with other settings, or closed by its owner
    open_timed_out,      // the result of AT+QCOAPOPEN never came
    queue_full,          // too many messages wait for the context
    name_not_resolved,   // neither the module nor the host knows the server's address
    address_changed,     // the network gave the module another one: the servers know the context by the old one
    server_silent,       // it left one confirmable message after the other unanswered
    recovering,          // the radio or the module is being switched off and on
};

const boost::system::error_category& error_category();
inline error_code make_error_code(Error error) { return {static_cast<int>(error), error_category()}; }

}  // namespace agent::modem

template<>
struct boost::system::is_error_code_enum<agent::modem::Error> : std::true_type {};
