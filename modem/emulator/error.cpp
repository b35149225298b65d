#include "modem/emulator/error.hpp"

#include <string>

namespace agent::modem::emulator {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "bc660k-emulator"; }
    std::string message(int value) const override {
        switch (static_cast<Error>(value)) {
            case Error::unknown_setting:
                return "no such setting";
            case Error::bad_value:
                return "the value does not fit the setting";
            case Error::bad_fault:
                return "not a fault; it is WHEN:WHAT";
            case Error::unknown_host:
                return "unknown host";
            case Error::address_unusable:
                return "the address cannot be used";
            case Error::handshake_failed:
                return "DTLS handshake failed";
            case Error::handshake_timed_out:
                return "DTLS handshake timed out";
            case Error::peer_closed:
                return "the server closed the DTLS session";
            case Error::send_failed:
                return "the datagram could not be sent";
            case Error::system_failure:
                return "a system call failed";
        }
        return "unknown error";
    }
};

}  // namespace

const boost::system::error_category& emulator_category() {
    static const Category category;
    return category;
}

boost::system::error_code make_error_code(Error error) { return {static_cast<int>(error), emulator_category()}; }

}  // namespace agent::modem::emulator
