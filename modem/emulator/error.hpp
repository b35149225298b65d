// What can go wrong inside the emulator, beside what the module itself tells its host.
#pragma once

#include <boost/system/error_code.hpp>

namespace agent::modem::emulator {

enum class Error {
    unknown_setting = 1,  // --set or the control channel named a setting that does not exist
    bad_value,            // the setting exists, the value does not fit it
    bad_fault,            // a fault that is not WHEN:WHAT, or names no known WHAT
    unknown_host,         // QDNS: neither --host nor the resolver knows the name
    address_unusable,     // not an IPv4 or IPv6 address, or no route to it
    handshake_failed,     // DTLS: alert, wrong key, no common cipher
    handshake_timed_out,  // DTLS: the server did not finish in time
    peer_closed,          // DTLS: the server ended the session
    send_failed,          // the socket refused the datagram
    system_failure,       // pty, socket or file: the system call failed
};

const boost::system::error_category& emulator_category();
boost::system::error_code make_error_code(Error error);

}  // namespace agent::modem::emulator

template<>
struct boost::system::is_error_code_enum<agent::modem::emulator::Error> : std::true_type {};
