#include "modem/send_watch.hpp"

#include "modem/qcoap/send.hpp"

namespace agent::modem {
namespace {

constexpr Duration max_transmit_wait = 93s;  // RFC 7252 §4.8.2

}  // namespace

SendWatch::SendWatch(qcoap::ClientId client, Duration query_after, Timers& timers, at::Channel& channel, Report report)
    : client_(client), query_after_(query_after), timers_(timers), channel_(channel), report_(std::move(report)) {}

void SendWatch::sent(coap::MessageId message_id) {
    stop();
    watched_ = message_id;
    sent_at_ = timers_.now();
    ask_later();
}

void SendWatch::on_status(qcoap::SendStatus status) {
    if (!watched_ || !qcoap::is_final(status)) return;
    const auto message_id = *watched_;
    stop();
    report_(message_id, status);
}

void SendWatch::on_message(const coap::Message& message) {
    const bool ends = message.type == coap::Type::acknowledgement || message.type == coap::Type::reset;
    if (ends && watched_ == message.message_id) stop();
}

void SendWatch::stop() {
    timers_.cancel(timer_);
    watched_.reset();
    ++watch_;
}

void SendWatch::ask_later() {
    timer_ = timers_.after(query_after_, [this] {
        timer_ = TimerId::none;
        ask();
    });
}

void SendWatch::ask() {
    if (timers_.now() - sent_at_ > max_transmit_wait + query_after_) return on_status(qcoap::SendStatus::timed_out);
    channel_.execute(qcoap::send::query(client_), [this, watch = watch_](const Result<at::Reply>& reply) {
        if (watch != watch_) return;
        const auto status = reply ? qcoap::send::parse_query(*reply) : reply.error();
        if (status && qcoap::is_final(*status)) return on_status(*status);
        ask_later();
    });
}

}  // namespace agent::modem
