#include "modem/at/errors.hpp"

#include <fmt/format.h>

namespace agent::modem::at {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "modem.at"; }
    std::string message(int value) const override {
        switch (static_cast<Error>(value)) {
            case Error::command_failed:
                return "the module answered ERROR";
            case Error::timed_out:
                return "the module did not answer in time";
            case Error::malformed_reply:
                return "the module's reply lacks what the command promises";
            case Error::malformed_command:
                return "not an AT command line";
            case Error::port_closed:
                return "the serial port is closed";
            case Error::module_reset:
                return "the module restarted";
            case Error::not_ready:
                return "the module has not answered yet";
            case Error::unexpected_prompt:
                return "the module asked for data";
        }
        return fmt::format("error {}", value);
    }
};

const char* wording(CmeError error) {
    switch (error) {
        case CmeError::phone_failure:
            return "Phone failure";
        case CmeError::no_connection:
            return "No connection to phone";
        case CmeError::operation_not_allowed:
            return "Operation not allowed";
        case CmeError::operation_not_supported:
            return "Operation not supported";
        case CmeError::ph_sim_pin_required:
            return "PH-SIM PIN required";
        case CmeError::sim_not_inserted:
            return "SIM not inserted";
        case CmeError::sim_pin_required:
            return "SIM PIN required";
        case CmeError::sim_puk_required:
            return "SIM PUK required";
        case CmeError::sim_failure:
            return "SIM failure";
        case CmeError::sim_busy:
            return "SIM busy";
        case CmeError::sim_wrong:
            return "SIM wrong";
        case CmeError::incorrect_password:
            return "Incorrect password";
        case CmeError::memory_full:
            return "Memory full";
        case CmeError::invalid_index:
            return "Invalid index";
        case CmeError::not_found:
            return "Not found";
        case CmeError::memory_failure:
            return "Memory failure";
        case CmeError::text_string_too_long:
            return "Text string too long";
        case CmeError::invalid_characters:
            return "Invalid characters in text string";
        case CmeError::no_network_service:
            return "No network service";
        case CmeError::network_timeout:
            return "Network timeout";
        case CmeError::network_not_allowed:
            return "Network not allowed, emergency calls only";
        case CmeError::incorrect_parameters:
            return "Incorrect parameters";
        case CmeError::command_disabled:
            return "Command implemented but currently disabled";
        case CmeError::command_aborted:
            return "Command aborted by user";
        case CmeError::unknown:
            return "Unknown";
        case CmeError::uplink_busy:
            return "Uplink busy/flow control";
    }
    return nullptr;
}

class CmeCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "modem.cme"; }
    std::string message(int value) const override {
        const auto* text = wording(static_cast<CmeError>(value));
        return text != nullptr ? fmt::format("+CME ERROR: {} ({})", value, text) : fmt::format("+CME ERROR: {}", value);
    }
};

}  // namespace

const boost::system::error_category& error_category() {
    static const Category category;
    return category;
}

const boost::system::error_category& cme_category() {
    static const CmeCategory category;
    return category;
}

}  // namespace agent::modem::at
