// A file from a CoAP server, block by block (RFC 7959 §2.4), over a context of the module's that nobody else needs.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/base/timers.hpp"
#include "lwm2m/client/exchanges.hpp"
#include "lwm2m/client/package_fetch.hpp"
#include "lwm2m/coap/block.hpp"

namespace agent::lwm2m::firmware {

/// The contexts that packages may be pulled over: that of a fourth server, and that of the bootstrap server.
inline constexpr std::array<ServerIndex, 2> package_contexts{most_servers - 1, bootstrap_index};

struct CoapFetchSettings {
    std::uint8_t size_exponent = 5;  // of the first block asked for: 512 bytes
    Duration connect_limit = 2min;
    /// The key for a secure server; nullopt: none is known.
    std::function<std::optional<Psk>(const ServerUri&)> key;
    /// That one of them which nobody needs now; nullopt: there is none. It may change during an attempt.
    std::function<std::optional<ServerIndex>()> free_context;
};

class CoapFetch final : public PackageFetch, private Exchanges::User {
public:
    CoapFetch(CoapFetchSettings settings, Timers& timers, Random& random, Log log, Transport& transport);
    ~CoapFetch() override;

    void start(const FetchFrom& from, PackageFetch::User& user) override;
    void stop() override;

    /// Whether what the transport reports of that context is for the fetch.
    bool holds(ServerIndex context) const { return connected_ && context == context_ && is_context_free(); }

    // What the transport reports of the context that the fetch holds.
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
    bool is_context_free() const { return !settings_.free_context || settings_.free_context() == context_; }
    Exchanges& exchanges() { return *exchanges_[context_ == package_contexts.front() ? 0 : 1]; }

    CoapFetchSettings settings_;
    Timers& timers_;
    Log log_;
    Transport& transport_;
    ClientSettings exchange_settings_;
    ClientCounters counters_;
    std::array<std::unique_ptr<Exchanges>, package_contexts.size()> exchanges_;  // an answer may still be on its way
    ServerIndex context_ = package_contexts.front();
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
