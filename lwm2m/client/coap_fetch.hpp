// A file from a CoAP server, block by block (RFC 7959 §2.4), over the context that a fourth server would have.
#pragma once

#include <functional>
#include <optional>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/package_fetch.hpp"
#include "lwm2m/coap/block.hpp"

namespace agent::lwm2m::firmware {

/// The context that packages are pulled over: the last of the servers' (0..3), as long as no server needs it; the one
/// after it is the bootstrap server's.
inline constexpr ServerIndex package_index = 3;

struct CoapFetchSettings {
    std::uint8_t size_exponent = 5;  // of the first block asked for: 512 bytes
    Duration connect_limit = 2min;
    /// The key for a secure server; nullopt: none is known.
    std::function<std::optional<Psk>(const ServerUri&)> key;
    /// How many servers there are now, each with the context of its place; it may change during an attempt.
    std::function<std::size_t()> servers;
};

class CoapFetch final : public PackageFetch, private Exchanges::User {
public:
    CoapFetch(CoapFetchSettings settings, Timers& timers, Random& random, Log log, Transport& transport);
    ~CoapFetch() override;

    void start(const FetchFrom& from, PackageFetch::User& user) override;
    void stop() override;

    /// Whether the context is a server's: then nothing of what is reported of it is for the fetch.
    bool is_context_taken() const { return settings_.servers && settings_.servers() > package_index; }

    // What the transport reports of the context.
    void on_connected();
    void on_disconnected(error_code why);
    void on_message(const coap::Message& message);
    void on_delivery(coap::MessageId message_id, Delivery delivery);

private:
    void on_request(RequestId id, const coap::Message& request) override;
    void on_reset(coap::MessageId) override {}

    void ask();
    void on_response(const coap::Message* response, std::string_view why);
    void on_content(const coap::Message& response);
    /// The entity tag in hexadecimal; empty when there is none.
    static std::string validator_of(const coap::Message& response);
    bool begin(const coap::Message& response);
    void end(const FetchEnd& end);
    void drop();

    CoapFetchSettings settings_;
    Timers& timers_;
    Log log_;
    Transport& transport_;
    ClientSettings exchange_settings_;
    ClientCounters counters_;
    Exchanges exchanges_;
    PackageFetch::User* user_ = nullptr;  // while an attempt is under way
    ServerAccount account_;
    std::size_t offset_ = 0;
    std::size_t resumed_at_ = 0;
    std::string validator_;
    std::uint8_t size_exponent_ = 5;
    bool begun_ = false;
    bool connected_ = false;
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::lwm2m::firmware
