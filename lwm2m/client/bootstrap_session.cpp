// Driving the bootstrap machine.
#include "lwm2m/client/bootstrap_session.hpp"

#include "lwm2m/client/registration_message.hpp"

namespace agent::lwm2m {

using namespace bootstrap;
using State = BootstrapState;

namespace {

constexpr Duration linger = 10s;  // for the answer to a Finish, before its connection ends
constexpr Duration purge_again = 1min;

}  // namespace

BootstrapSession::BootstrapSession(Context& context, Host& host)
    : context_(context),
      host_(host),
      log_(context.log.named("bootstrap")),
      exchanges_(bootstrap_index, context.settings, context.timers, context.random, context.log.named("exchange"),
                 context.transport, context.counters, *this),
      machine_(context.settings.bootstrap_timing, context.random) {}

BootstrapSession::~BootstrapSession() {
    for (auto* timer : {&wake_timer_, &adopt_timer_, &leave_timer_, &purge_timer_}) context_.timers.cancel(*timer);
}

void BootstrapSession::start() {
    started_ = true;
    purge_later();
}

void BootstrapSession::request(BootstrapReason reason) {
    if (machine_.state() == State::idle) log_.info("bootstrap wanted reason=\"{}\"", name_of(reason));
    step(Wanted{reason, std::chrono::seconds(account()->hold_off_s)});
}

void BootstrapSession::stop() {
    started_ = false;
    draft_.reset();
    finishing_ = false;
    ++session_;
    step(Stop{});
    for (auto* timer : {&adopt_timer_, &leave_timer_, &purge_timer_}) context_.timers.cancel(*timer);
}

void BootstrapSession::on_account_changed() {
    purge_later();
    const bool same = account() && account()->uri == connected_to_.uri && account()->psk == connected_to_.psk;
    if (same || !has_connection_) return;
    context_.timers.cancel(leave_timer_);
    leave_timer_ = context_.timers.after(linger, [this] {
        if (!account() || machine_.state() == State::idle) step(Stop{});
    });
}

void BootstrapSession::purge_later() {
    context_.timers.cancel(purge_timer_);
    if (!account() || account()->account_timeout_s == 0 || !context_.accounts.are_bootstrapped()) return;
    const auto after = std::chrono::seconds(account()->account_timeout_s);
    purge_timer_ = context_.timers.after(after, [this] { purge(); });
}

void BootstrapSession::purge() {
    if (is_running()) {
        purge_timer_ = context_.timers.after(purge_again, [this] { purge(); });
        return;
    }
    log_.info("account of the bootstrap server purged");
    step(Stop{});
    context_.accounts.purge_bootstrap();
    context_.listener.on_bootstrap(status());
}

void BootstrapSession::on_disconnected(error_code why, Cause cause) {
    exchanges_.disconnected();
    step(Disconnected{why.message(), cause});
}

void BootstrapSession::on_message(const coap::Message& message) {
    if (!started_) return;
    has_connection_ = true;
    exchanges_.receive(message);
}

BootstrapStatus BootstrapSession::status() const { return account() ? machine_.status() : BootstrapStatus{}; }

void BootstrapSession::step(const Event& event) {
    const auto before = machine_.status();
    const auto action = machine_.on(event, context_.timers.now());
    context_.timers.cancel(wake_timer_);
    if (const auto when = machine_.wake()) wake_timer_ = context_.timers.at(*when, [this] { step(Due{}); });
    perform(action);
    report(before);
}

void BootstrapSession::perform(const Action& action) {
    struct Visitor {
        BootstrapSession& session;
        void operator()(Nothing) const {}
        void operator()(Connect) const {
            session.drop_connection();
            session.has_connection_ = true;
            session.connected_to_ = *session.account();
            session.context_.transport.connect(bootstrap_index, session.connected_to_);
        }
        void operator()(Disconnect) const { session.drop_connection(); }
        void operator()(SendRequest) const { session.send_request(); }
        void operator()(Begin) const { session.begin(); }
        void operator()(Abort) const { session.abort(); }
    };
    std::visit(Visitor{*this}, action);
}

void BootstrapSession::send_request() {
    auto message = bootstrap_message(account()->uri, context_.settings.endpoint, account()->version);
    exchanges_.request(std::move(message), [this](const coap::Message* response, std::string_view why) {
        response != nullptr ? step(Answered{response->code}) : step(Unanswered{std::string(why)});
    });
}

void BootstrapSession::begin() {
    ++session_;
    draft_.emplace(host_.bootstrap_resources(), context_.tree);
    host_.on_bootstrap_begun();
}

void BootstrapSession::abort() {
    ++session_;
    draft_.reset();
    finishing_ = false;
    drop_connection();
    host_.on_bootstrap_aborted();
}

void BootstrapSession::drop_connection() {
    exchanges_.disconnected();
    if (std::exchange(has_connection_, false)) context_.transport.disconnect(bootstrap_index);
}

void BootstrapSession::report(const BootstrapStatus& before) {
    const auto status = machine_.status();
    if (status.state == before.state && status.failures == before.failures && status.detail == before.detail) return;
    if (status.detail != before.detail && !status.detail.empty()) {
        const auto next = status.next ? *status.next - context_.timers.now() : Duration::zero();
        log_.warning("bootstrap failed reason=\"{}\" failures={} next_s={:.1f}", status.detail, status.failures,
                     std::chrono::duration<double>(next).count());
    } else {
        log_.info("bootstrap {}", name_of(status.state));
    }
    context_.listener.on_bootstrap(this->status());
}

}  // namespace agent::lwm2m
