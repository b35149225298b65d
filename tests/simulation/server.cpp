// The server's message layer (RFC 7252 §4).
#include "tests/simulation/server.hpp"

#include "lwm2m/coap/wire.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;
using coap::Type;

namespace {

constexpr Duration ack_timeout = 2s;
constexpr unsigned most_transmissions = 5;
constexpr Duration separate_response_limit = 5min;
constexpr Duration exchange_lifetime = 247s;
constexpr Duration repeat_within = 200s;  // well within the 247 s in which the agent has to know a message id
constexpr unsigned burst_size = 200;

}  // namespace

Server::Server(unsigned index, Surroundings around)
    : index_(index), around_(std::move(around)), last_id_(static_cast<coap::MessageId>(around_.random.below(65536))) {
    begin_promises();
    work_later();
}

Server::~Server() {
    around_.timers.cancel(work_timer_);
    around_.timers.cancel(observe_timer_);
    around_.timers.cancel(upload_timer_);
    around_.timers.cancel(held_timer_);
    for (auto& [id, asked] : asked_) around_.timers.cancel(asked.timer);
}

void Server::on_datagram(Port from, BytesView datagram) {
    if (!reachable_) return;
    const auto message = coap::decode(datagram);
    if (!message) around_.referee.broken("what reached the server is no CoAP message");
    if (around_.note) around_.note(fmt::format("server {} < {}", index_, message->summary()));
    // Empty messages may be the module's own.
    if (!message->code.is_empty() && !around_.ledger.has(*message, around_.timers.now()))
        around_.referee.broken("the server got what the agent never said: " + message->summary());
    message->code.is_request() ? on_request(from, *message) : on_response(from, *message);
    heard();
}

void Server::on_response(Port from, const Message& message) {
    forget_answers();
    if (message.type == Type::acknowledgement || message.type == Type::reset) {
        const auto found = asked_.find(message.message_id);
        if (found == asked_.end()) return;
        if (message.type == Type::acknowledgement && message.code.is_empty()) {
            around_.timers.cancel(found->second.timer);
            found->second.timer =
                around_.timers.after(separate_response_limit, [this, id = message.message_id] { give_up(id); });
            return;
        }
        around_.referee.require(message.type == Type::reset || message.token == found->second.message.token,
                                "an answer with another token than its request");
        if (message.type == Type::reset) return give_up(message.message_id);
        auto asked = std::move(found->second);
        finish(message.message_id);
        return finish(std::move(asked), message);
    }
    if (const auto before = answered_.find({from, message.message_id});
        before != answered_.end() && message.type == Type::confirmable)
        return send(from, before->second.answer);
    for (auto& [id, asked] : asked_) {
        if (asked.message.token != message.token) continue;
        if (message.type == Type::confirmable) send_empty(from, Type::acknowledgement, message.message_id);
        auto done = std::move(asked);
        finish(id);
        return finish(std::move(done), message);
    }
    on_notification(from, message);
}

void Server::on_notification(Port from, const Message& message) {
    if (!observing_.contains(message.token)) return send_empty(from, Type::reset, message.message_id);  // RFC 7641 §3.6
    if (chance(around_.random, 0.02)) {
        observing_.erase(message.token);
        return send_empty(from, Type::reset, message.message_id);
    }
    ++statistics_.notifications;
    if (message.type == Type::confirmable) send_empty(from, Type::acknowledgement, message.message_id);
    if (message.code.code_class() != 2) {
        observing_.erase(message.token);
    } else {
        took_view(observing_.at(message.token), message);
    }
}

void Server::send(Port to, const Message& message) {
    if (!reachable_) return;
    if (around_.asleep()) return;
    if (around_.note) around_.note(fmt::format("server {} > {}", index_, message.summary()));
    around_.internet.deliver(to, coap::encode(message));
}

void Server::forget_answers() {
    std::erase_if(answered_,
                  [this](const auto& entry) { return entry.second.at + exchange_lifetime < around_.timers.now(); });
}

void Server::send_empty(Port to, Type type, coap::MessageId message_id) {
    const Message empty{.type = type, .message_id = message_id};
    answered_[{to, message_id}] = {empty, around_.timers.now()};
    send(to, empty);
}

Message Server::message_of(const Question& question) {
    ++last_token_;
    const std::array<std::uint8_t, 4> token{
        static_cast<std::uint8_t>(index_), static_cast<std::uint8_t>(last_token_ >> 16),
        static_cast<std::uint8_t>(last_token_ >> 8), static_cast<std::uint8_t>(last_token_)};
    Message message{.code = question.method, .message_id = ++last_id_, .token = *coap::Token::from(token)};
    if (question.observe) message.add_uint(OptionNumber::observe, *question.observe);
    // A Create names the instance in its payload.
    const auto text = (question.kind == Kind::create ? question.path.prefix(1) : question.path).text();
    for (std::string_view rest = text; rest.size() > 1;) {
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('/'), rest.size());
        message.add_string(OptionNumber::uri_path, rest.substr(0, end));
        rest.remove_prefix(end);
    }
    if (question.format) message.add_uint(OptionNumber::content_format, *question.format);
    for (const auto& argument : question.query) message.add_string(OptionNumber::uri_query, argument);
    if (question.block2) message.add_uint(OptionNumber::block2, *question.block2);
    if (question.block1) message.add_uint(OptionNumber::block1, *question.block1);
    if (question.size1) message.add_uint(OptionNumber::size1, *question.size1);
    message.payload = to_bytes(question.payload);
    return message;
}

void Server::ask(Question question) {
    if (!has_registration()) return;
    if (must_hold()) return hold(std::move(question));
    auto message = message_of(question);
    if (question.kind == Kind::observe) observing_[message.token] = {question.all_paths(), {}};
    if (!question.promise.empty())
        for (const auto& path : question.all_paths()) promises_.asked(path, question.promise);
    question.asked_at = around_.timers.now();
    question.promised = promises_.acknowledgements();
    const auto id = message.message_id;
    auto& asked = asked_[id];
    asked = {.question = std::move(question), .message = std::move(message)};
    asked.port = registration_->port;
    asked.location = registration_->location;
    asked.first_at = around_.timers.now();
    asked.timeout = between(around_.random, ack_timeout, ack_timeout * 3 / 2);
    transmit(id);
}

void Server::transmit(coap::MessageId id) {
    auto& asked = asked_.at(id);
    asked.timer = TimerId::none;
    if (asked.transmissions == most_transmissions) return give_up(id);
    ++asked.transmissions;
    asked.timer = around_.timers.after(asked.timeout, [this, id] { transmit(id); });
    asked.timeout *= 2;
    send(asked.port, asked.message);
}

void Server::finish(coap::MessageId id) {
    const auto found = asked_.find(id);
    around_.timers.cancel(found->second.timer);
    if (!found->second.message.token.empty()) old_.push_back(found->second);
    if (old_.size() > 8) old_.pop_front();
    asked_.erase(found);
}

void Server::give_up(coap::MessageId id) {
    const auto kind = asked_.at(id).question.kind;
    check_unanswered(asked_.at(id));
    finish(id);
    if (kind == Kind::upload) upload_unanswered();
}

void Server::finish(Asked asked, const Message& answer) {
    ++statistics_.answers;
    old_.push_back(asked);
    if (old_.size() > 8) old_.pop_front();
    if (asked.question.kind == Kind::observe) return took_observation(asked.message.token, answer);
    took(asked.question, answer);
}

bool Server::is_pending(Kind kind) const {
    return std::ranges::any_of(asked_, [kind](const auto& entry) { return entry.second.question.kind == kind; }) ||
           std::ranges::count(held_, kind, &Question::kind) > 0;
}

void Server::repeat_old_requests() {
    for (const auto& asked : old_) {
        // An older change that comes after an agent's restart would undo a newer one, as for any server.
        const bool harmless = asked.question.promise.empty() && asked.question.kind != Kind::upload;
        if (harmless && around_.timers.now() - asked.first_at < repeat_within) send(asked.port, asked.message);
    }
}

void Server::burst() {
    for (unsigned i = 0; i < burst_size; ++i)
        ask({.kind = Kind::read,
             .method = coap::code::get,
             .path = {simulated_object, 0, static_cast<lwm2m::Id>(first_text + i % 2)}});
}

void Server::restart() {
    registration_.reset();
    observing_.clear();
    transfer_ = {};
    upload_.reset();
    coming_.reset();
    around_.timers.cancel(upload_timer_);
    forget_held();
    answered_.clear();
    for (auto& [id, asked] : asked_) around_.timers.cancel(asked.timer);
    asked_.clear();
    around_.timers.cancel(observe_timer_);
}

}  // namespace agent::simulation
