#include "lwm2m/demo_server/peer.hpp"

#include <array>
#include <utility>

#include <coap3/coap.h>

namespace agent::demo_server {

Peer::Peer(coap_session_t* session) : session_(session == nullptr ? nullptr : coap_session_reference(session)) {}

Peer::Peer(const Peer& other) : Peer(other.session_) {}

Peer& Peer::operator=(Peer other) noexcept {
    std::swap(session_, other.session_);
    return *this;
}

Peer::~Peer() {
    if (session_ != nullptr) coap_session_release(session_);
}

std::string Peer::address() const {
    if (session_ == nullptr) return "-";
    std::array<unsigned char, 80> text{};
    const auto length = coap_print_addr(coap_session_get_addr_remote(session_), text.data(), text.size());
    return {reinterpret_cast<const char*>(text.data()), length};
}

std::string Peer::identity() const {
    if (session_ == nullptr || coap_session_get_proto(session_) != COAP_PROTO_DTLS) return {};
    const auto* identity = coap_session_get_psk_identity(session_);
    if (identity == nullptr) return {};
    return {reinterpret_cast<const char*>(identity->s), identity->length};
}

}  // namespace agent::demo_server
