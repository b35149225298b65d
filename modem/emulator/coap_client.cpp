#include "modem/emulator/coap_client.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lwm2m/coap/wire.hpp"
#include "modem/emulator/error.hpp"
#include "modem/emulator/urc_text.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t most_options = 63;
constexpr std::size_t remembered_sent = 64;
constexpr std::size_t remembered_received = 1024;
constexpr Duration exchange_lifetime = 247s;

}  // namespace

CoapClient::CoapClient(unsigned id, Air& air, Network& network, const ClientHooks& hooks)
    : id_(id),
      air_(air),
      network_(network),
      hooks_(hooks),
      exchanges_(
          air, [this](BytesView datagram) { return transmit(datagram); },
          [this](SendStatus status, std::uint64_t serial) {
              if (serial == exchanges_.last_serial()) send_status_ = status;
              if (air_.settings.switches.con_result_silent) return;
              hooks_.urc(fmt::format("+QCOAPSEND: {},{}", id_, static_cast<unsigned>(status)));
          }) {}

CoapClient::~CoapClient() { air_.timers.cancel(retire_timer_); }

void CoapClient::open(std::string server, const Endpoint& endpoint) {
    exists_ = true;
    secure_ = dtls;
    session_lost_ = false;
    status_ = Status::opening;
    server_ = std::move(server);
    port_ = endpoint.port;
    endpoint_ = endpoint;
    if (!air_.settings.switches.options_before_open) {
        head_ = {};
        options_.clear();
        kept_.clear();
    }
    send_status_ = SendStatus::not_sent;
}

void CoapClient::connect(bool network_ready) {
    if (status_ != Status::opening) return;
    if (!network_ready) return report_open(OpenResult::network_failure);
    if (secure_ && psk.key.empty()) return report_open(OpenResult::handshake_failure);
    TransportEvents events{[this](Result<void> result) { on_opened(result); },
                           [this](BytesView datagram) {
                               if (!session_lost_) receive(datagram);
                           },
                           [this](error_code) { on_closed(); }};
    auto made = secure_ ? make_dtls_transport(air_, network_, endpoint_, psk, std::move(events))
                        : make_plain_transport(air_, network_, endpoint_, std::move(events));
    if (!made) return report_open(OpenResult::socket_failure);
    status_ = Status::connecting;
    transport_ = std::move(*made);
    transport_->open();
}

void CoapClient::on_opened(Result<void> result) {
    if (!result) return report_open(OpenResult::handshake_failure);
    status_ = Status::connected;
    report_open(OpenResult::successful);
}

void CoapClient::report_open(OpenResult result) {
    if (result != OpenResult::successful) close();
    hooks_.urc(fmt::format("+QCOAPOPEN: {},{}", id_, static_cast<int>(result)));
}

void CoapClient::on_closed() { disconnect(); }

void CoapClient::disconnect() {
    if (!exists_) return;
    if (status_ == Status::opening || status_ == Status::connecting) return report_open(OpenResult::network_failure);
    exchanges_.clear();
    if (send_status_ == SendStatus::waiting) send_status_ = SendStatus::failed;
    drop_transport();
    status_ = Status::idle;
}

void CoapClient::close() {
    exchanges_.clear();
    drop_transport();
    exists_ = false;
    status_ = Status::idle;
    send_status_ = SendStatus::not_sent;
    head_ = {};
    options_.clear();
    kept_.clear();
    sent_.clear();
    seen_.clear();
}

void CoapClient::forget() {
    close();
    dtls = false;
    psk = {};
}

void CoapClient::drop_transport() {
    if (!transport_) return;
    const bool reachable = air_.reachable;
    air_.reachable = reachable && !session_lost_;
    transport_->close();
    air_.reachable = reachable;
    retired_.push_back(std::move(transport_));
    if (retire_timer_ != TimerId::none) return;
    retire_timer_ = air_.timers.after({}, [this] {
        retire_timer_ = TimerId::none;
        retired_.clear();
    });
}

bool CoapClient::add_options(std::vector<coap::Option> options) {
    const auto is_replaced = [&](const coap::Option& kept) {
        return std::ranges::find(options, kept.number, &coap::Option::number) != options.end();
    };
    const auto staying = kept_.size() - static_cast<std::size_t>(std::ranges::count_if(kept_, is_replaced));
    if (staying + options_.size() + options.size() > most_options) return false;
    std::erase_if(kept_, is_replaced);
    std::ranges::move(options, std::back_inserter(options_));
    return true;
}

coap::Token CoapClient::random_token() {
    Bytes bytes(air_.settings.timing.token_length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(air_.random.below(256));
    return *coap::Token::from(bytes);
}

coap::Message CoapClient::compose(coap::Type type, coap::Code code, Bytes payload) {
    coap::Message message;
    message.type = type;
    message.code = code;
    message.message_id = head_.id ? *head_.id : static_cast<coap::MessageId>(air_.random.below(0x10000));
    message.token = head_.token ? *head_.token : random_token();
    message.payload = std::move(payload);
    const auto& switches = air_.settings.switches;
    message.options = std::exchange(options_, {});
    if (switches.options_kept && !code.is_empty()) {
        std::ranges::copy(kept_, std::back_inserter(message.options));
        message.sort_options();
        kept_ = message.options;
    }
    if (switches.head_one_shot) head_ = {};
    return message;
}

void CoapClient::send(coap::Type type, coap::Code code, Bytes payload) {
    const auto message = compose(type, code, std::move(payload));
    auto datagram = coap::encode(message);
    if (type == coap::Type::confirmable || type == coap::Type::non_confirmable) remember_sent(message.message_id);
    if (type == coap::Type::confirmable) {
        send_status_ = SendStatus::waiting;
        exchanges_.start(message.message_id, message.token, std::move(datagram));
    } else {
        static_cast<void>(
            transmit(datagram));  // nobody is told how a NON, an ACK or a RST fared (note 2.3.6, remark 2)
    }
}

void CoapClient::remember_sent(coap::MessageId id) {
    sent_.push_back(id);
    if (sent_.size() > remembered_sent) sent_.pop_front();
}

Result<void> CoapClient::transmit(BytesView datagram) {
    if (!transport_) return Error::send_failed;
    hooks_.passage({true, id_, transport_->local(), transport_->remote(), secure_, datagram});
    if (session_lost_) return {};  // what arrives is nothing that the server could make sense of
    return transport_->send(datagram);
}

void CoapClient::transmit_answer(const coap::Message& request, coap::Type type, coap::Code code) {
    coap::Message answer;
    answer.type = type;
    answer.code = code;
    answer.token = request.token;
    answer.message_id = type == coap::Type::non_confirmable ? static_cast<coap::MessageId>(air_.random.below(0x10000))
                                                            : request.message_id;
    static_cast<void>(transmit(coap::encode(std::move(answer))));
}

void CoapClient::receive(BytesView datagram) {
    if (status_ != Status::connected || !transport_) return;
    hooks_.passage({false, id_, transport_->local(), transport_->remote(), secure_, datagram});
    const auto message = coap::decode(datagram);
    if (!message) {
        ++air_.counters.malformed;
        return;
    }
    on_message(*message);
}

void CoapClient::on_message(const coap::Message& message) {
    bool shown = false;
    switch (message.type) {
        case coap::Type::acknowledgement:
            shown = on_acknowledgement(message);
            break;
        case coap::Type::reset:
            shown = on_reset(message);
            break;
        case coap::Type::confirmable:
        case coap::Type::non_confirmable:
            shown = on_request_or_response(message);
            break;
    }
    if (shown) hooks_.urc(urc_text(id_, message, air_.settings.switches));
}

bool CoapClient::on_acknowledgement(const coap::Message& message) {
    if (!exchanges_.end(message.message_id, SendStatus::delivered)) {
        ++air_.counters.ignored;
        return false;
    }
    return !(message.code.is_empty() && air_.settings.switches.empty_ack_swallowed);
}

bool CoapClient::on_reset(const coap::Message& message) {
    if (exchanges_.end(message.message_id, SendStatus::reset)) return true;
    if (std::ranges::find(sent_, message.message_id) != sent_.end()) return true;
    ++air_.counters.ignored;
    return false;
}

bool CoapClient::on_request_or_response(const coap::Message& message) {
    const auto& switches = air_.settings.switches;
    const bool confirmable = message.type == coap::Type::confirmable;
    if (message.code.is_response()) {
        exchanges_.end_by_response(message.token);
        if (confirmable && switches.acknowledges_responses) {
            transmit_answer(message, coap::Type::acknowledgement, coap::code::empty);
        }
    }
    if (message.code.is_empty() && confirmable && switches.pings_answered) {
        transmit_answer(message, coap::Type::reset, coap::code::empty);
        return false;
    }
    if (message.code.is_request() && message.code > coap::code::del && switches.unlisted_methods_answered) {
        transmit_answer(message, confirmable ? coap::Type::acknowledgement : coap::Type::non_confirmable,
                        coap::code::method_not_allowed);
        return false;
    }
    if (is_duplicate(message.message_id) && switches.duplicates_dropped) {
        ++air_.counters.ignored;
        return false;
    }
    return true;
}

bool CoapClient::is_duplicate(coap::MessageId id) {
    const auto now = air_.timers.now();
    if (seen_.size() >= remembered_received) {
        std::erase_if(seen_, [now](const auto& entry) { return entry.second <= now; });
        if (seen_.size() >= remembered_received) seen_.clear();
    }
    const auto [found, fresh] = seen_.try_emplace(id, now + exchange_lifetime);
    if (fresh) return false;
    const bool duplicate = found->second > now;
    found->second = now + exchange_lifetime;
    return duplicate;
}

}  // namespace agent::modem::emulator
