#include "modem/context.hpp"

#include <algorithm>

#include "lwm2m/coap/deduplication.hpp"
#include "modem/at/errors.hpp"
#include "modem/errors.hpp"
#include "modem/qcoap/config.hpp"
#include "modem/qcoap/errors.hpp"
#include "modem/qcoap/message_encoder.hpp"

namespace agent::modem {

Context::Context(ClientId client, const Settings& settings, Timers& timers, Log log, at::Channel& channel, Hooks hooks)
    : client_(client),
      settings_(settings),
      timers_(timers),
      log_(log),
      channel_(channel),
      hooks_(std::move(hooks)),
      watch_(client, settings.timing.status_query, timers, channel,
             [this](coap::MessageId message_id, qcoap::SendStatus status) { on_outcome(message_id, status); }) {}

Context::~Context() { timers_.cancel(timer_); }

void Context::open(ContextSettings settings) {
    const bool same = wanted_ == settings;
    wanted_ = std::move(settings);
    if (!module_ready_) return;
    if (state_ == ContextState::closed) return begin_open();
    if (!same && state_ != ContextState::closing) begin_close();
}

void Context::close(std::function<void()> done) {
    wanted_.reset();
    if (done) closers_.push_back(std::move(done));
    fail_queue(Error::context_replaced);
    if (state_ == ContextState::closed || !module_ready_) return closed();
    if (state_ != ContextState::closing) begin_close();
}

void Context::begin_open() {
    cleared_once_ = cleared_once_ && state_ == ContextState::closing;
    set_state(ContextState::opening);
    hooks_.resolve(wanted_->host, [this, epoch = epoch_](const Result<std::string>& address) {
        if (epoch != epoch_) return;
        if (!address) return open_failed(address.error());
        open_at(*address);
    });
}

void Context::open_at(const std::string& address) {
    kept_options_.clear();
    std::vector<at::Command> commands;
    commands.push_back(qcoap::config::set_dtls(client_, wanted_->psk.has_value()));
    if (wanted_->psk) {
        auto psk = qcoap::config::set_psk(client_, *wanted_->psk);
        if (!psk) return open_failed(psk.error());
        commands.push_back(std::move(*psk));
    }
    auto open = qcoap::open::write(client_, address, wanted_->port);
    if (!open) return open_failed(open.error());
    commands.push_back(std::move(*open));
    log_.info("context_opening client={} address={} port={} dtls={}", client_.value(), address, wanted_->port,
              wanted_->psk.has_value());
    arm(settings_.timing.context_open, [this] { open_failed(Error::open_timed_out); });
    channel_.execute_all(std::move(commands), [this, epoch = epoch_](const Result<at::Reply>& reply) {
        if (epoch != epoch_ || reply) return;
        const bool may_be_occupied = reply.error() == at::CmeError::operation_not_allowed;
        may_be_occupied && !cleared_once_ ? close_and_open() : open_failed(reply.error());
    });
}

void Context::on_open_result(error_code result) {
    if (state_ != ContextState::opening) return;
    if (!result.failed()) return opened();
    if (result == qcoap::ResultCode::client_id_occupied && !cleared_once_) return close_and_open();
    open_failed(result);
}

void Context::close_and_open() {
    cleared_once_ = true;
    begin_close();
}

void Context::opened() {
    timers_.cancel(timer_);
    cleared_once_ = false;
    set_state(ContextState::open);
    send_next();
}

void Context::open_failed(error_code why) {
    wanted_.reset();
    timers_.cancel(timer_);
    if (why == Error::open_timed_out) channel_.execute(qcoap::close::write(client_), {});
    fail_queue(why);
    set_state(ContextState::closed, why);
}

void Context::begin_close() {
    watch_.stop();
    set_state(ContextState::closing);
    arm(settings_.timing.context_close, [this] { closed(); });
    channel_.execute(qcoap::close::write(client_), [this, epoch = epoch_](const Result<at::Reply>& reply) {
        // Refused: there was nothing to close.
        if (epoch == epoch_ && !reply) closed();
    });
}

void Context::on_close_result() {
    if (state_ == ContextState::closing) return closed();
    if (state_ != ContextState::open) return;
    set_state(ContextState::poisoned, Error::context_lost);
    closed();
}

void Context::closed() {
    timers_.cancel(timer_);
    const auto closers = std::exchange(closers_, {});
    if (wanted_ && module_ready_) {
        begin_open();
    } else if (state_ != ContextState::closed) {
        set_state(ContextState::closed);
    }
    for (const auto& done : closers) done();
}

void Context::poison(error_code why) {
    log_.warning("context_poisoned client={} command=\"{}\" error=\"{}\"", client_.value(), channel_.failed_command(),
                 why.message());
    renew(why);
}

void Context::renew(error_code why) {
    if (state_ != ContextState::open) return;
    set_state(ContextState::poisoned, why);
    if (module_ready_ && state_ == ContextState::poisoned) begin_close();
}

void Context::on_message(const coap::Message& message) {
    unanswered_ = 0;
    watch_.on_message(message);
}

/// A server that has lost its session answers nothing any more, and the module cannot know.
void Context::on_outcome(coap::MessageId message_id, qcoap::SendStatus status) {
    unanswered_ = status == qcoap::SendStatus::timed_out ? unanswered_ + 1 : 0;
    hooks_.on_status(message_id, status);
    if (unanswered_ < settings_.recovery.reopen_after) return;
    unanswered_ = 0;
    renew(Error::server_silent);
}

void Context::on_module_ready(const qcoap::open::Entry* entry) {
    module_ready_ = true;
    switch (state_) {
        case ContextState::opening:
        case ContextState::closing:
            return;
        case ContextState::open:
            if (entry != nullptr && entry->status == qcoap::ConnectionStatus::connected) return send_next();
            set_state(ContextState::poisoned, Error::context_lost);
            fail_queue(Error::context_lost);
            if (state_ != ContextState::poisoned) return;
            break;
        case ContextState::closed:
        case ContextState::poisoned:
            break;
    }
    if (entry != nullptr) return begin_close();
    closed();
}

void Context::on_module_lost(error_code why) {
    module_ready_ = false;
    timers_.cancel(timer_);
    watch_.stop();
    // The owner hears that the context is gone before what he sent on it fails: that explains it.
    const auto queue = std::exchange(queue_, {});
    const auto closers = std::exchange(closers_, {});
    if (state_ != ContextState::closed) set_state(ContextState::closed, why);
    for (const auto& outgoing : queue) outgoing.done(why);
    for (const auto& done : closers) done();
}

void Context::send(const coap::Message& message, Sent done) {
    auto commands = qcoap::encode(client_, message, settings_.encoding);
    if (!commands) return done(commands.error());
    if (!wanted_) return done(Error::context_closed);
    const bool answer = message.type == coap::Type::acknowledgement || message.type == coap::Type::reset;
    const auto waiting = static_cast<std::size_t>(std::ranges::count(queue_, answer, &Outgoing::answer));
    if (waiting >= (answer ? settings_.answer_limit : settings_.queue_limit)) return done(Error::queue_full);
    std::optional<coap::MessageId> confirmable;
    if (message.type == coap::Type::confirmable) confirmable = message.message_id;
    std::optional<coap::Message> kept;
    if (settings_.encoding.kept_options) kept = message;
    enqueue({std::move(*commands), std::move(kept), answer, confirmable, timers_.now(), std::move(done)});
    send_next();
}

void Context::enqueue(Outgoing outgoing) {
    auto where = queue_.end();
    // What the server waits for overtakes our own requests.
    if (outgoing.answer) where = std::ranges::find(queue_, false, &Outgoing::answer);
    queue_.insert(where, std::move(outgoing));
}

void Context::send_next() {
    if (state_ != ContextState::open || !module_ready_ || sending_ || queue_.empty()) return;
    auto outgoing = std::move(queue_.front());
    queue_.pop_front();
    if (is_stale(outgoing)) {
        outgoing.done(at::Error::timed_out);
        return send_next();
    }
    auto commands = spell(outgoing);
    if (!commands) {
        outgoing.done(commands.error());
        return send_next();
    }
    sending_ = true;
    const auto lane = outgoing.answer ? at::Lane::urgent : at::Lane::normal;
    channel_.execute_all(
        std::move(*commands),
        [this, epoch = epoch_, outgoing = std::move(outgoing)](const Result<at::Reply>& reply) mutable {
            if (epoch == epoch_) return on_sent(outgoing, reply);
            outgoing.done(reply ? Result<void>() : Result<void>(reply.error()));
        },
        lane);
}

Result<std::vector<at::Command>> Context::spell(Outgoing& outgoing) {
    if (!outgoing.message) return std::move(outgoing.commands);
    outgoing.message = kept_options_.difference(*outgoing.message);
    return qcoap::encode(client_, *outgoing.message, settings_.encoding);
}

/// While the module could not send it, whoever gave it to us has told others that it failed (RFC 7252 §4.8.2).
bool Context::is_stale(const Outgoing& outgoing) const {
    return outgoing.confirmable && timers_.now() - outgoing.since >= coap::max_transmit_wait;
}

void Context::on_sent(Outgoing& outgoing, const Result<at::Reply>& reply) {
    sending_ = false;
    if (reply) {
        if (outgoing.message) kept_options_.sent(*outgoing.message);
        if (outgoing.confirmable) watch_.sent(*outgoing.confirmable);
        outgoing.done({});
        return send_next();
    }
    // Which of the options reached the module, and whether it keeps them for the next message, nobody knows.
    poison(reply.error());
    outgoing.done(reply.error());
}

void Context::fail_queue(error_code why) {
    for (auto& outgoing : std::exchange(queue_, {})) outgoing.done(why);
}

void Context::set_state(ContextState state, error_code why) {
    state_ = state;
    ++epoch_;
    sending_ = false;
    hooks_.on_state(state, why);
}

void Context::arm(Duration limit, std::function<void()> then) {
    timers_.cancel(timer_);
    timer_ = timers_.after(limit, [this, then = std::move(then)] {
        timer_ = TimerId::none;
        then();
    });
}

}  // namespace agent::modem
