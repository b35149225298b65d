#include "lwm2m/coap/secrets.hpp"

#include <algorithm>

#include "lwm2m/base/shown_uri.hpp"

namespace agent::coap {

void mask_secrets(Message& message) {
    const auto path = std::ranges::find(message.options, OptionNumber::uri_path, &Option::number);
    if (path != message.options.end() && path->value == "0")
        return (void)std::ranges::fill(message.payload, std::uint8_t{'*'});
    mask_userinfo({reinterpret_cast<char*>(message.payload.data()), message.payload.size()});
}

}  // namespace agent::coap
