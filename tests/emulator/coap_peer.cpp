#include "tests/emulator/coap_peer.hpp"

#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "lwm2m/coap/wire.hpp"

namespace agent::modem::emulator {

struct CoapPeer::Session {
    std::string address;  // the sockaddr's bytes
    SSL_CTX* context = nullptr;
    SSL* ssl = nullptr;

    explicit Session(std::string from) : address(std::move(from)) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
};

namespace {

unsigned psk_callback(SSL* ssl, const char* identity, unsigned char* key, unsigned key_size) {
    const auto& security = *static_cast<const CoapPeer::Security*>(SSL_get_app_data(ssl));
    if (security.identity != identity || security.key.size() > key_size) return 0;
    std::ranges::copy(security.key, key);
    return static_cast<unsigned>(security.key.size());
}

}  // namespace

CoapPeer::CoapPeer(EventLoop& loop, bool v6, std::optional<Security> security, Serve serve)
    : loop_(loop),
      security_(std::move(security)),
      serve_(std::move(serve)),
      socket_(socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_in);
    if (v6) {
        auto& address = reinterpret_cast<sockaddr_in6&>(storage);
        address.sin6_family = AF_INET6;
        address.sin6_addr = in6addr_loopback;
        size = sizeof address;
    } else {
        auto& address = reinterpret_cast<sockaddr_in&>(storage);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    auto* generic = reinterpret_cast<sockaddr*>(&storage);
    if (!socket_ || bind(socket_.get(), generic, size) != 0 || getsockname(socket_.get(), generic, &size) != 0) {
        throw std::runtime_error("no socket for the test's server");
    }
    port_ = ntohs(reinterpret_cast<sockaddr_in&>(storage).sin_port);  // at the same place in both families
    loop_.watch(socket_.get(), EPOLLIN, [this](std::uint32_t) { on_datagrams(); });
}

CoapPeer::~CoapPeer() { loop_.unwatch(socket_.get()); }

CoapPeer::Session& CoapPeer::session_of(const std::string& address) {
    for (auto& session : sessions_)
        if (session->address == address) return *session;
    auto& session = *sessions_.emplace_back(std::make_unique<Session>(address));
    if (!security_) return session;
    session.context = SSL_CTX_new(DTLS_server_method());
    SSL_CTX_set_security_level(session.context, 0);
    SSL_CTX_set_cipher_list(session.context, security_->ciphers.c_str());
    SSL_CTX_set_psk_server_callback(session.context, psk_callback);
    SSL_CTX_set_options(session.context, SSL_OP_NO_QUERY_MTU);
    session.ssl = SSL_new(session.context);
    SSL_set_app_data(session.ssl, &*security_);
    SSL_set_mtu(session.ssl, 1400);
    SSL_set_bio(session.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(session.ssl);
    return session;
}

void CoapPeer::on_datagrams() {
    Bytes buffer(65536);
    while (true) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const auto count =
            recvfrom(socket_.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
        if (count < 0) return;
        auto& session = session_of(std::string(reinterpret_cast<const char*>(&from), size));
        const auto datagram = BytesView(buffer).first(static_cast<std::size_t>(count));
        if (session.ssl == nullptr) {
            serve(session, datagram);
            continue;
        }
        BIO_write(SSL_get_rbio(session.ssl), datagram.data(), static_cast<int>(datagram.size()));
        Bytes plain(65536);
        for (int read = 1; read > 0;) {
            read = SSL_read(session.ssl, plain.data(), static_cast<int>(plain.size()));
            if (read > 0) serve(session, BytesView(plain).first(static_cast<std::size_t>(read)));
        }
        flush(session);
    }
}

void CoapPeer::serve(Session& session, BytesView datagram) {
    const auto message = coap::decode(datagram);
    if (!message) return;
    for (const auto& answer : serve_(*message)) send(session, answer);
}

void CoapPeer::send(Session& session, const coap::Message& message) {
    const auto datagram = coap::encode(message);
    if (session.ssl != nullptr) {
        SSL_write(session.ssl, datagram.data(), static_cast<int>(datagram.size()));
        return flush(session);
    }
    sendto(socket_.get(), datagram.data(), datagram.size(), 0,
           reinterpret_cast<const sockaddr*>(session.address.data()), static_cast<socklen_t>(session.address.size()));
}

void CoapPeer::flush(Session& session) {
    Bytes records(65536);
    const auto count = BIO_read(SSL_get_wbio(session.ssl), records.data(), static_cast<int>(records.size()));
    if (count <= 0) return;
    sendto(socket_.get(), records.data(), static_cast<std::size_t>(count), 0,
           reinterpret_cast<const sockaddr*>(session.address.data()), static_cast<socklen_t>(session.address.size()));
}

std::string CoapPeer::cipher() const {
    if (sessions_.empty() || sessions_.back()->ssl == nullptr) return "";
    const auto* name = SSL_get_cipher_name(sessions_.back()->ssl);
    return name != nullptr ? name : "";
}

void CoapPeer::say_goodbye() {
    for (auto& session : sessions_) {
        if (session->ssl == nullptr) continue;
        SSL_shutdown(session->ssl);
        flush(*session);
    }
}

}  // namespace agent::modem::emulator
