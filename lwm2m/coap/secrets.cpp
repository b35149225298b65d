#include "lwm2m/coap/secrets.hpp"

#include <algorithm>

#include "lwm2m/base/shown_uri.hpp"
#include "lwm2m/coap/wire.hpp"

namespace agent::coap {

void mask_secrets(Message& message) {
    const auto path = std::ranges::find(message.options, OptionNumber::uri_path, &Option::number);
    if (path != message.options.end() && path->value == "0")
        return (void)std::ranges::fill(message.payload, std::uint8_t{'*'});
    mask_userinfo({reinterpret_cast<char*>(message.payload.data()), message.payload.size()});
}

Bytes shown_datagram(BytesView datagram) {
    Bytes shown(datagram.begin(), datagram.end());
    auto message = decode(datagram);
    if (!message) return shown;
    mask_secrets(*message);
    std::ranges::copy_backward(message->payload, shown.end());
    return shown;
}

}  // namespace agent::coap
