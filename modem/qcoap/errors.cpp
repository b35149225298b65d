#include "modem/qcoap/errors.hpp"

#include <fmt/format.h>

namespace agent::modem::qcoap {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "modem.qcoap"; }
    std::string message(int value) const override {
        switch (static_cast<Error>(value)) {
            case Error::code_not_in_note:
                return "the module knows no such CoAP code";
            case Error::option_not_in_note:
                return "the module knows no such CoAP option";
            case Error::option_too_long:
                return "a CoAP option is longer than the module takes";
            case Error::option_too_short:
                return "a CoAP option is shorter than the module takes";
            case Error::option_malformed:
                return "a CoAP option has a value that is not of its format";
            case Error::option_not_expressible:
                return "a CoAP option holds characters that the AT command cannot carry";
            case Error::payload_too_long:
                return "the payload is longer than 1024 bytes";
            case Error::empty_message_not_empty:
                return "an Empty message with a token, options or a payload";
            case Error::invalid_address:
                return "not a server address and port the module takes";
            case Error::invalid_psk:
                return "not a PSK identity and key the module takes";
            case Error::invalid_token:
                return "a token of 1 to 8 bytes is needed";
            case Error::malformed_urc:
                return "the URC's counts or lengths do not add up";
        }
        return fmt::format("error {}", value);
    }
};

const char* wording(ResultCode result) {
    switch (result) {
        case ResultCode::success:
            return "Operation successful";
        case ResultCode::invalid_parameter:
            return "Invalid parameter";
        case ResultCode::in_processing:
            return "Operation in processing";
        case ResultCode::not_allowed:
            return "Operation not allowed";
        case ResultCode::network_failure:
            return "Network failure";
        case ResultCode::dns_error:
            return "DNS error";
        case ResultCode::data_call_activating:
            return "Data call activating";
        case ResultCode::socket_connection_failure:
            return "Socket connection failure";
        case ResultCode::out_of_memory:
            return "Out of memory error";
        case ResultCode::dtls_handshake_failure:
            return "DTLS handshaking failure";
        case ResultCode::client_id_occupied:
            return "CoAP client identifier occupied";
        case ResultCode::data_sending_failure:
            return "Data sending failure";
    }
    return "Unknown result";
}

class ResultCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "modem.qcoap.result"; }
    std::string message(int value) const override {
        return fmt::format("{} (result {})", wording(static_cast<ResultCode>(value)), value);
    }
};

}  // namespace

const boost::system::error_category& error_category() {
    static const Category category;
    return category;
}

const boost::system::error_category& result_category() {
    static const ResultCategory category;
    return category;
}

}  // namespace agent::modem::qcoap
