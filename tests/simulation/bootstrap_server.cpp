#include "tests/simulation/bootstrap_server.hpp"

#include "lwm2m/coap/wire.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;
using coap::Type;

namespace {

constexpr Duration ack_timeout = 3s;
constexpr unsigned most_transmissions = 5;
constexpr double disinterest = 0.1;  // before any message

}  // namespace

void BootstrapServer::on_datagram(Port from, BytesView datagram) {
    const auto message = coap::decode(datagram);
    if (!message) around_.referee.broken("what reached the bootstrap server is no CoAP message");
    if (around_.note) around_.note("bootstrap server < " + message->summary());
    if (message->code.is_request()) return on_request(from, *message);
    if (message->type == Type::confirmable) send({.type = Type::acknowledgement, .message_id = message->message_id});
    const bool mine = request_ && (message->type == Type::acknowledgement ? message->message_id == request_->message_id
                                                                          : message->token == request_->token);
    if (mine && message->code.is_response()) on_answer(*message);
}

void BootstrapServer::on_request(Port from, const Message& message) {
    around_.referee.require(message.uri_path() == "/bs", "a request to the bootstrap server that is none of its");
    const bool again = last_ == message.message_id && port_ == from;
    port_ = from;
    last_ = message.message_id;
    send({.type = Type::acknowledgement,
          .code = coap::code::changed,
          .message_id = message.message_id,
          .token = message.token});
    if (again) return;
    step_ = 0;
    lifetime_s_ = static_cast<std::uint32_t>(900 + around_.random.below(longest_lifetime_s - 900 + 1));
    write_next();
}

void BootstrapServer::write_next() {
    if (chance(around_.random, disinterest)) return abandon();
    Message message{.code = coap::code::post, .message_id = ++last_id_};
    const std::array<std::uint8_t, 3> token{0xB5, static_cast<std::uint8_t>(last_id_ >> 8),
                                            static_cast<std::uint8_t>(last_id_)};
    message.token = *coap::Token::from(token);
    if (step_ == around_.servers.size()) {
        message.add_string(OptionNumber::uri_path, "bs");
        for (auto& server : around_.servers) server->bootstrapping(lifetime_s_);
    } else {
        message.code = coap::code::put;
        for (const auto& segment : {std::string("1"), std::to_string(step_), std::string("1")})
            message.add_string(OptionNumber::uri_path, segment);
        message.add_uint(OptionNumber::content_format, 0);
        message.payload = to_bytes(std::to_string(lifetime_s_));
    }
    request_ = std::move(message);
    transmissions_ = 0;
    transmit();
}

void BootstrapServer::transmit() {
    around_.timers.cancel(timer_);
    if (transmissions_++ == most_transmissions) return abandon();
    timer_ = around_.timers.after(ack_timeout * (1U << (transmissions_ - 1)), [this] {
        timer_ = TimerId::none;
        transmit();
    });
    send(*request_);
}

void BootstrapServer::on_answer(const Message& answer) {
    abandon();
    if (answer.code != coap::code::changed) return;
    if (step_++ < around_.servers.size()) return write_next();
    ++sessions_;
    for (auto& server : around_.servers) server->bootstrapped(lifetime_s_);
}

void BootstrapServer::abandon() {
    around_.timers.cancel(timer_);
    request_.reset();
}

void BootstrapServer::send(const Message& message) {
    if (around_.note) around_.note("bootstrap server > " + message.summary());
    around_.internet.deliver(port_, coap::encode(message));
}

}  // namespace agent::simulation
