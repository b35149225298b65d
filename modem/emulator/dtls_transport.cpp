// DTLS 1.2 over datagrams that come and go by function calls: OpenSSL sees a BIO of its own, one datagram a read or
// write.
#include <deque>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/time.h>

#include "modem/emulator/error.hpp"
#include "modem/emulator/transport.hpp"

namespace agent::modem::emulator {
namespace {

constexpr long link_mtu = 1400;
constexpr std::size_t largest_datagram = 65536;
constexpr std::size_t most_queued = 64;

template<auto Free>
struct Freed {
    void operator()(auto* object) const { Free(object); }
};
using SslContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL_free>>;

/// The two ends of the BIO.
struct Datagrams {
    std::deque<Bytes> incoming;
    std::function<Result<void>(BytesView)> send;
    error_code send_error;
};

int bio_write(BIO* bio, const char* data, int size) {
    auto& datagrams = *static_cast<Datagrams*>(BIO_get_data(bio));
    const auto sent = datagrams.send({reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
    if (!sent) datagrams.send_error = sent.error();
    return size;  // a datagram that could not leave is a lost datagram; DTLS sends it again
}

int bio_read(BIO* bio, char* out, int size) {
    auto& incoming = static_cast<Datagrams*>(BIO_get_data(bio))->incoming;
    BIO_clear_retry_flags(bio);
    if (incoming.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const auto datagram = std::move(incoming.front());
    incoming.pop_front();
    const auto count = std::min(datagram.size(), static_cast<std::size_t>(size));
    std::copy_n(datagram.begin(), count, reinterpret_cast<std::uint8_t*>(out));
    return static_cast<int>(count);
}

long bio_control(BIO*, int command, long, void*) {
    switch (command) {
        case BIO_CTRL_FLUSH:
            return 1;
        case BIO_CTRL_DGRAM_QUERY_MTU:
            return link_mtu;
        case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD:
            return 28;
        default:
            return 0;
    }
}

BIO_METHOD* bio_method() {
    static BIO_METHOD* const method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_ctrl(made, bio_control);
        return made;
    }();
    return method;
}

unsigned psk_callback(SSL* ssl, const char*, char* identity, unsigned identity_size, unsigned char* key,
                      unsigned key_size) {
    const auto& psk = *static_cast<const PreSharedKey*>(SSL_get_app_data(ssl));
    if (psk.identity.size() + 1 > identity_size || psk.key.size() > key_size) return 0;
    std::ranges::copy(psk.identity, identity);
    identity[psk.identity.size()] = '\0';
    std::ranges::copy(psk.key, key);
    return static_cast<unsigned>(psk.key.size());
}

SslContext make_context() {
    SslContext context(SSL_CTX_new(DTLS_client_method()));
    SSL_CTX_set_security_level(context.get(), 0);  // CCM_8's 64-bit tag is below level 1
    SSL_CTX_set_min_proto_version(context.get(), DTLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), DTLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context.get(), "PSK-AES128-CCM8:PSK-AES128-CBC-SHA256");
    SSL_CTX_set_options(context.get(), SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_psk_client_callback(context.get(), psk_callback);
    return context;
}

class DtlsTransport final : public Transport {
public:
    DtlsTransport(Air& air, PreSharedKey psk, TransportEvents events)
        : air_(air),
          psk_(std::move(psk)),
          events_(std::move(events)),
          socket_(air, [this](BytesView datagram) { on_datagram(datagram); }),
          context_(make_context()),
          ssl_(SSL_new(context_.get())) {
        datagrams_.send = [this](BytesView datagram) { return socket_.send(datagram); };
        auto* bio = BIO_new(bio_method());
        BIO_set_data(bio, &datagrams_);
        BIO_set_init(bio, 1);
        SSL_set_bio(ssl_.get(), bio, bio);
        SSL_set_mtu(ssl_.get(), link_mtu);
        SSL_set_app_data(ssl_.get(), &psk_);
        SSL_set_connect_state(ssl_.get());
    }
    DtlsTransport(const DtlsTransport&) = delete;
    DtlsTransport& operator=(const DtlsTransport&) = delete;
    ~DtlsTransport() override {
        cancel_timers();
        OPENSSL_cleanse(psk_.key.data(), psk_.key.size());
    }

    Result<void> connect(Network& network, const Endpoint& server) { return socket_.connect(network, server); }

    void open() override {
        state_ = State::handshaking;
        limit_ =
            air_.timers.after(air_.settings.timing.handshake_timeout, [this] { fail(Error::handshake_timed_out); });
        handshake();
    }

    Result<void> send(BytesView coap) override {
        if (state_ != State::open) return Error::send_failed;
        ERR_clear_error();
        datagrams_.send_error = {};
        const auto written = SSL_write(ssl_.get(), coap.data(), static_cast<int>(coap.size()));
        if (datagrams_.send_error) return datagrams_.send_error;
        if (written <= 0) return Error::send_failed;
        return {};
    }

    void close() override {
        if (state_ == State::open) SSL_shutdown(ssl_.get());
        state_ = State::closed;
        cancel_timers();
    }

    Endpoint local() const override { return socket_.local(); }
    Endpoint remote() const override { return socket_.remote(); }

private:
    enum class State : std::uint8_t { idle, handshaking, open, closed };

    void on_datagram(BytesView datagram) {
        if (state_ == State::closed || datagrams_.incoming.size() >= most_queued) return;
        datagrams_.incoming.emplace_back(datagram.begin(), datagram.end());
        if (state_ == State::handshaking) handshake();
        if (state_ == State::open) read();
    }

    void handshake() {
        ERR_clear_error();
        const auto done = SSL_do_handshake(ssl_.get());
        if (done == 1) {
            cancel_timers();
            state_ = State::open;
            return events_.opened({});
        }
        if (SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ) return fail(Error::handshake_failed);
        arm_retransmission();
    }

    void arm_retransmission() {
        air_.timers.cancel(retransmission_);
        timeval left{};
        if (DTLSv1_get_timeout(ssl_.get(), &left) != 1) return;
        // A millisecond on top: OpenSSL asks the clock itself, and a timer that comes a little early would spin.
        const auto delay = std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec) + 1ms;
        retransmission_ = air_.timers.after(delay, [this] {
            ERR_clear_error();
            if (DTLSv1_handle_timeout(ssl_.get()) < 0) return fail(Error::handshake_failed);
            handshake();
        });
    }

    void read() {
        Bytes buffer(largest_datagram);
        while (state_ == State::open) {
            ERR_clear_error();
            const auto count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
            if (count > 0) {
                events_.received(BytesView(buffer).first(static_cast<std::size_t>(count)));
                continue;
            }
            if (SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ) return;
            state_ = State::closed;
            events_.closed(Error::peer_closed);
        }
    }

    void fail(Error error) {
        cancel_timers();
        state_ = State::closed;
        events_.opened(error);
    }

    void cancel_timers() {
        air_.timers.cancel(limit_);
        air_.timers.cancel(retransmission_);
    }

    Air& air_;
    PreSharedKey psk_;
    TransportEvents events_;
    Datagrams datagrams_;
    ImpairedSocket socket_;
    SslContext context_;
    Ssl ssl_;
    State state_ = State::idle;
    TimerId limit_ = TimerId::none;
    TimerId retransmission_ = TimerId::none;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_dtls_transport(Air& air, Network& network, const Endpoint& server,
                                                       PreSharedKey psk, TransportEvents events) {
    auto transport = std::make_unique<DtlsTransport>(air, std::move(psk), std::move(events));
    const auto connected = transport->connect(network, server);
    if (!connected) return connected.error();
    return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace agent::modem::emulator
