#include "modem/emulator/network.hpp"

#include <arpa/inet.h>

namespace agent::modem::emulator {

std::optional<Endpoint> Endpoint::parse(std::string_view address, std::uint16_t port) {
    const std::string text(address);
    Endpoint endpoint;
    endpoint.port = port;
    if (inet_pton(AF_INET, text.c_str(), endpoint.address.data()) == 1) return endpoint;
    endpoint.v6 = true;
    if (inet_pton(AF_INET6, text.c_str(), endpoint.address.data()) == 1) return endpoint;
    return std::nullopt;
}

std::string Endpoint::address_text() const {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(v6 ? AF_INET6 : AF_INET, address.data(), text, sizeof text);
    return text;
}

}  // namespace agent::modem::emulator
