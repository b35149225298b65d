#include "lwm2m/client/stored_series.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

namespace code = coap::code;

constexpr std::size_t usual_bytes = 900;  // of a part: with its options one message without blocks
constexpr Duration first_pause = 30s;
constexpr Duration longest_pause = 15min;
constexpr unsigned most_doublings = 5;

/// The server may have lost the registration, and with it what it knows of the device.
bool raises_doubt(coap::Code code) {
    return code == code::bad_request || code == code::unauthorized || code == code::forbidden ||
           code == code::not_found;
}

}  // namespace

StoredSeries::StoredSeries(ServerIndex server, Context& context, Backlog& backlog, Hooks hooks)
    : server_(server),
      context_(context),
      backlog_(backlog),
      hooks_(std::move(hooks)),
      log_(context.log.named("backlog")),
      most_bytes_(usual_bytes) {}

StoredSeries::~StoredSeries() { context_.timers.cancel(pause_); }

void StoredSeries::set_running(bool running, Version version) {
    version_ = version;
    if (running_ == running) return;
    running_ = running;
    context_.timers.cancel(pause_);
    failures_ = 0;
    doubted_ = refused_ = false;
    if (!running) backlog_.put_back();
}

void StoredSeries::on_added() {
    // Later: what adds it is in the middle of something.
    if (running_ && pause_ == TimerId::none) look_again_after(Duration::zero());
}

std::optional<Bytes> StoredSeries::take() {
    if (!running_ || pause_ != TimerId::none || backlog_.is_empty()) return std::nullopt;
    if (version_ < Version{1, 1}) {
        backlog_.drop_all("the server knows no Send");
    } else if (is_muted()) {
        backlog_.drop_all("the server has muted Send");
    } else if (refused_) {
        backlog_.drop_all("the server takes no Send");
    }
    return backlog_.take(context_.settings.send_format, most_bytes_);
}

void StoredSeries::on_answered(const coap::Message* answer) {
    if (answer == nullptr) {
        backlog_.put_back();
        return pause();
    }
    const auto sent = backlog_.taken();
    context_.listener.on_operation(server_, Operation::send, ObjectPath{}, answer->code);
    if (answer->code != code::changed) return on_refused(answer->code);
    backlog_.delivered();
    failures_ = 0;
    doubted_ = false;
    most_bytes_ = usual_bytes;
    log_.info("stored notifications delivered server={} notifications={} left={}", server_, sent,
              backlog_.status().notifications);
}

void StoredSeries::on_refused(coap::Code code) {
    log_.warning("stored notifications not taken server={} code={} notifications={}", server_, code.text(),
                 backlog_.taken());
    if (code == code::request_entity_too_large) {
        if (backlog_.taken() <= 1) return backlog_.refused();
        most_bytes_ /= 2;
        return backlog_.put_back();
    }
    backlog_.put_back();
    if (code.code_class() == 5) return pause();
    if (raises_doubt(code) && !std::exchange(doubted_, true)) {
        pause();
        return hooks_.update();
    }
    refused_ = true;  // take() drops them
}

void StoredSeries::pause() {
    look_again_after(std::min(first_pause * (1U << std::min(failures_++, most_doublings)), longest_pause));
}

void StoredSeries::look_again_after(Duration wait) {
    context_.timers.cancel(pause_);
    pause_ = context_.timers.after(wait, [this] {
        pause_ = TimerId::none;
        hooks_.look_again();
    });
}

}  // namespace agent::lwm2m
