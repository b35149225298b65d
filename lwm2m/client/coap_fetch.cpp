#include "lwm2m/client/coap_fetch.hpp"

#include <algorithm>

namespace agent::lwm2m::firmware {

namespace code = coap::code;
using coap::Message;
using coap::OptionNumber;

namespace {

constexpr const char* no_context = "servers need all of the module's contexts";

/// What a response other than 2.05 says of the file.
FetchEnd refusal(coap::Code code) {
    const auto reason = "the server answered " + code.text();
    if (code.code_class() == 5 || code == code::request_entity_incomplete) {
        return {UpdateResult::connection_lost, true, reason};
    }
    return {code.code_class() == 4 ? UpdateResult::invalid_uri : UpdateResult::connection_lost, false, reason};
}

}  // namespace

CoapFetch::CoapFetch(CoapFetchSettings settings, Timers& timers, Random& random, Log log, Transport& transport)
    : settings_(std::move(settings)), timers_(timers), log_(log), transport_(transport) {
    Exchanges::User& user = *this;
    for (std::size_t i = 0; i < package_contexts.size(); ++i) {
        exchanges_[i] = std::make_unique<Exchanges>(package_contexts[i], exchange_settings_, timers, random, log,
                                                    transport, counters_, user);
    }
}

CoapFetch::~CoapFetch() { stop(); }

void CoapFetch::start(const FetchFrom& from, PackageFetch::User& user) {
    stop();
    user_ = &user;
    offset_ = resumed_at_ = from.offset;
    validator_ = from.validator;
    begun_ = false;
    size_exponent_ = settings_.size_exponent;
    const auto later = [this](FetchEnd why) {
        timer_ = timers_.after(Duration::zero(), [this, why = std::move(why)] { end(why); });
    };
    std::string why;
    auto uri = ServerUri::parse(from.uri, why);
    if (!uri) return later({UpdateResult::invalid_uri, false, why});
    account_ = ServerAccount{.uri = std::move(*uri)};
    if (account_.uri.secure) {
        if (settings_.key) account_.psk = settings_.key(account_.uri);
        if (!account_.psk) return later({UpdateResult::connection_lost, false, "no key is known for this server"});
    }
    const auto context = settings_.free_context ? settings_.free_context() : package_contexts.front();
    if (!context) return later({UpdateResult::connection_lost, true, no_context});
    context_ = *context;
    connected_ = true;
    timer_ = timers_.after(settings_.connect_limit, [this] {
        end({UpdateResult::connection_lost, true, "no connection to the server in time"});
    });
    transport_.connect(context_, account_);
}

void CoapFetch::stop() {
    user_ = nullptr;
    drop();
}

void CoapFetch::drop() {
    timers_.cancel(timer_);
    exchanges().disconnected();
    const bool connected = std::exchange(connected_, false);
    if (connected && is_context_free()) transport_.disconnect(context_);
}

void CoapFetch::on_connected() {
    if (!user_ || !connected_) return;
    timers_.cancel(timer_);
    ask();
}

void CoapFetch::on_disconnected(error_code why) {
    if (!user_) return;
    end({UpdateResult::connection_lost, true, why.message()});
}

void CoapFetch::on_message(const Message& message) {
    if (user_) exchanges().receive(message);
}

void CoapFetch::on_delivery(coap::MessageId message_id, Delivery delivery) {
    if (user_) exchanges().on_delivery(message_id, delivery);
}

void CoapFetch::on_request(RequestId id, const Message& /*request*/) {
    exchanges().respond(id, {.code = code::not_found});
}

void CoapFetch::ask() {
    // The block size of an earlier attempt may not divide what that one left.
    while (size_exponent_ > 0 && offset_ % (std::size_t{16} << size_exponent_) != 0) --size_exponent_;
    if (offset_ % 16 != 0) offset_ = resumed_at_ = 0;
    Message request{.code = code::get};
    for (const auto& segment : account_.uri.path) request.add_string(OptionNumber::uri_path, segment);
    for (const auto& part : account_.uri.query) request.add_string(OptionNumber::uri_query, part);
    const coap::Block block{.number = static_cast<std::uint32_t>(offset_ >> (4 + size_exponent_)),
                            .size_exponent = size_exponent_};
    request.add_uint(OptionNumber::block2, block.value());
    request.sort_options();
    exchanges().request(std::move(request),
                        [this](const Message* response, std::string_view why) { on_response(response, why); });
}

void CoapFetch::on_response(const Message* response, std::string_view why) {
    if (!response) return end({UpdateResult::connection_lost, true, std::string(why)});
    if (response->code != code::content) return end(refusal(response->code));
    on_content(*response);
}

std::string CoapFetch::validator_of(const Message& response) {
    const auto* tag = response.find(OptionNumber::etag);
    return tag != nullptr ? to_hex(as_bytes(tag->value)) : std::string();
}

void CoapFetch::on_content(const Message& response) {
    const auto value = response.uint_option(OptionNumber::block2);
    const auto block = value ? coap::Block::from(*value) : std::optional<coap::Block>(coap::Block{.number = 0});
    if (!block || block->offset() != offset_ || (block->more && response.payload.size() != block->size())) {
        return end({UpdateResult::connection_lost, true, "the server sent another block than the one asked for"});
    }
    const auto tag = validator_of(response);
    if (offset_ > 0 && tag != validator_) {
        if (begun_) return end({UpdateResult::connection_lost, true, "the file changed meanwhile"});
        // It is no longer the file that an earlier attempt began.
        offset_ = resumed_at_ = 0;
        return ask();
    }
    if (!begun_ && !begin(response)) return stop();
    offset_ += response.payload.size();
    if (!response.payload.empty() && !user_->on_bytes(response.payload)) return stop();
    if (!block->more) return end({});
    size_exponent_ = std::min(size_exponent_, block->size_exponent);
    ask();
}

bool CoapFetch::begin(const Message& response) {
    begun_ = true;
    validator_ = validator_of(response);
    const auto size = response.uint_option(OptionNumber::size2);
    return user_->on_begin(resumed_at_, size ? std::optional<std::size_t>(*size) : std::nullopt, validator_);
}

void CoapFetch::end(const FetchEnd& end) {
    auto* user = std::exchange(user_, nullptr);
    drop();
    if (user != nullptr) user->on_end(end);
}

}  // namespace agent::lwm2m::firmware
