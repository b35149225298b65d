#include "modem/errors.hpp"

#include <string>

namespace agent::modem {
namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "modem"; }
    std::string message(int value) const override {
        switch (static_cast<Error>(value)) {
            case Error::context_closed:
                return "the CoAP context is not open";
            case Error::context_lost:
                return "the module lost the CoAP context";
            case Error::context_replaced:
                return "the CoAP context was closed or opened anew";
            case Error::open_timed_out:
                return "the module never told the result of opening the CoAP context";
            case Error::queue_full:
                return "too many messages wait for the CoAP context";
            case Error::name_not_resolved:
                return "the server's name could not be resolved";
            case Error::address_changed:
                return "the module has another address";
            case Error::server_silent:
                return "the server does not answer";
            case Error::recovering:
                return "the module is being recovered";
        }
        return "error " + std::to_string(value);
    }
};

}  // namespace

const boost::system::error_category& error_category() {
    static const Category category;
    return category;
}

}  // namespace agent::modem
