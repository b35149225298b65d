#include "lwm2m/demo_server/coap_server.hpp"

#include <memory>
#include <stdexcept>

#include <coap3/coap.h>
#include <fmt/format.h>
#include <netdb.h>

#include "lwm2m/demo_server/claimed_port.hpp"

namespace agent::demo_server {
namespace {

using coap::Message;

Message message_from(const coap_pdu_t* pdu) {
    Message message{.type = static_cast<coap::Type>(coap_pdu_get_type(pdu)),
                    .code = coap::Code(static_cast<std::uint8_t>(coap_pdu_get_code(pdu))),
                    .message_id = static_cast<coap::MessageId>(coap_pdu_get_mid(pdu))};
    const auto token = coap_pdu_get_token(pdu);
    message.token = coap::Token::from({token.s, token.length}).value_or(coap::Token{});

    coap_opt_iterator_t iterator;
    coap_option_iterator_init(pdu, &iterator, COAP_OPT_ALL);
    while (const auto* option = coap_option_next(&iterator))
        message.add({static_cast<coap::OptionNumber>(iterator.number),
                     std::string(as_text({coap_opt_value(option), coap_opt_length(option)}))});
    std::size_t size = 0;
    const std::uint8_t* data = nullptr;
    if (coap_get_data(pdu, &size, &data) != 0) message.payload.assign(data, data + size);
    return message;
}

void fill(coap_pdu_t* pdu, Message message) {
    message.sort_options();
    for (const auto& option : message.options) {
        const auto value = as_bytes(option.value);
        coap_add_option(pdu, static_cast<coap_option_num_t>(option.number), value.size(), value.data());
    }
    if (!message.payload.empty()) coap_add_data(pdu, message.payload.size(), message.payload.data());
}

template<class Address>
coap_address_t coap_address_of(const Address& from, socklen_t size) {
    coap_address_t address;
    coap_address_init(&address);
    address.size = size;
    std::copy_n(reinterpret_cast<const char*>(&from), size, reinterpret_cast<char*>(&address.addr));
    return address;
}

coap_address_t resolve(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error(fmt::format("{}: an address is HOST:PORT", text));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const auto error = getaddrinfo(host.c_str(), text.c_str() + colon + 1, &hints, &found);
    if (error != 0) throw std::runtime_error(fmt::format("{}: {}", text, gai_strerror(error)));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
    return coap_address_of(*found->ai_addr, found->ai_addrlen);
}

coap_context_t* new_context() {
    coap_startup();
    coap_set_log_level(LOG_ERR);
    coap_dtls_set_log_level(LOG_ERR);
    return coap_new_context(nullptr);
}

std::string_view reason_text(coap_nack_reason_t reason) {
    switch (reason) {
        case COAP_NACK_TOO_MANY_RETRIES:
            return "no answer to any retransmission";
        case COAP_NACK_NOT_DELIVERABLE:
            return "not deliverable";
        case COAP_NACK_RST:
            return "reset";
        case COAP_NACK_TLS_FAILED:
            return "DTLS failed";
        case COAP_NACK_ICMP_ISSUE:
            return "unreachable";
        default:
            return "failed";
    }
}

}  // namespace

struct CoapServer::Shims {
    static CoapServer& of(coap_session_t* session) {
        return *static_cast<CoapServer*>(coap_get_app_data(coap_session_get_context(session)));
    }
    static void request(coap_resource_t*, coap_session_t* session, const coap_pdu_t* request, const coap_string_t*,
                        coap_pdu_t* response) {
        const auto answer = of(session).answer(message_from(request), Peer(session));
        coap_pdu_set_code(response, static_cast<coap_pdu_code_t>(answer.code.byte()));
        fill(response, answer);
    }
    static coap_response_t response(coap_session_t* session, const coap_pdu_t*, const coap_pdu_t* received,
                                    coap_mid_t) {
        const auto verdict = of(session).callbacks_.response(message_from(received), Peer(session));
        return verdict == Verdict::fine ? COAP_RESPONSE_OK : COAP_RESPONSE_FAIL;
    }
    static void failed(coap_session_t* session, const coap_pdu_t* sent, coap_nack_reason_t reason, coap_mid_t) {
        if (sent != nullptr) of(session).callbacks_.failed(message_from(sent), reason_text(reason));
    }
    static const coap_bin_const_t* key(coap_bin_const_t* identity, coap_session_t*, void* self) {
        return static_cast<CoapServer*>(self)->key_of(as_text({identity->s, identity->length}));
    }
};

CoapServer::CoapServer(Callbacks callbacks, Keys keys)
    : callbacks_(std::move(callbacks)), keys_(std::move(keys)), context_(new_context()) {
    if (context_ == nullptr) throw std::runtime_error("libcoap cannot make a context");
    coap_set_app_data(context_, this);
    // The one resource that takes every path: /rd and what is below it come and go with the registrations.
    auto* everything = coap_resource_unknown_init(&Shims::request);
    for (const auto method : {COAP_REQUEST_GET, COAP_REQUEST_POST, COAP_REQUEST_DELETE})
        coap_register_handler(everything, method, &Shims::request);
    coap_add_resource(context_, everything);
    coap_register_response_handler(context_, &Shims::response);
    coap_register_nack_handler(context_, &Shims::failed);

    coap_dtls_spsk_t psk{};
    psk.version = COAP_DTLS_SPSK_SETUP_VERSION;
    psk.validate_id_call_back = &Shims::key;
    psk.id_call_back_arg = this;
    if (!keys_.empty() && coap_context_set_psk2(context_, &psk) == 0)
        throw std::runtime_error("libcoap was built without DTLS");
}

CoapServer::~CoapServer() {
    coap_register_nack_handler(context_, nullptr);  // nobody is left who could be told
    coap_free_context(context_);
    coap_cleanup();
}

std::string CoapServer::listen(const std::string& address, bool secure) {
    const auto wanted = resolve(address);
    const ClaimedPort port(wanted.addr.sa, wanted.size, address);
    const auto claimed = coap_address_of(port.address(), port.size());
    auto* endpoint = coap_new_endpoint(context_, &claimed, secure ? COAP_PROTO_DTLS : COAP_PROTO_UDP);
    if (endpoint == nullptr) throw std::runtime_error(fmt::format("{}: cannot listen there", address));
    const std::string text = coap_endpoint_str(endpoint);  // "127.0.0.1:5683 UDP "
    return text.substr(0, text.find(' '));
}

std::optional<coap::MessageId> CoapServer::send(const Peer& peer, Message message) {
    auto* session = peer.session();
    if (session == nullptr) return std::nullopt;
    const auto id = message.message_id != 0 ? message.message_id : coap_new_message_id(session);
    auto* pdu =
        coap_pdu_init(static_cast<coap_pdu_type_t>(message.type), static_cast<coap_pdu_code_t>(message.code.byte()), id,
                      coap_session_max_pdu_size(session));
    if (pdu == nullptr) return std::nullopt;
    const auto token = message.token.bytes();
    coap_add_token(pdu, token.size(), token.data());
    fill(pdu, std::move(message));
    if (coap_send(session, pdu) == COAP_INVALID_MID) return std::nullopt;
    return id;
}

void CoapServer::process() { coap_io_process(context_, COAP_IO_NO_WAIT); }

int CoapServer::descriptor() const { return coap_context_get_coap_fd(context_); }

Message CoapServer::answer(const Message& request, const Peer& peer) {
    if (last_answered_.size() > 256) last_answered_.clear();
    auto& last = last_answered_[peer.address()];
    if (last.request == request) return last.answer;  // RFC 7252 §4.5
    last.answer = callbacks_.request(request, peer);
    last.request = request;
    return last.answer;
}

const coap_bin_const_t* CoapServer::key_of(std::string_view identity) {
    const auto found = keys_.find(identity);
    if (found == keys_.end()) return nullptr;
    static thread_local coap_bin_const_t key;  // libcoap copies it before the next call
    key = {found->second.size(), found->second.data()};
    return &key;
}

}  // namespace agent::demo_server
