#include "modem/emulator/exchanges.hpp"

#include <algorithm>

namespace agent::modem::emulator {

void Exchanges::start(coap::MessageId id, const coap::Token& token, Bytes datagram) {
    const auto& timing = air_.settings.timing;
    const auto factor = 1.0 + air_.random.unit() * (timing.ack_random_factor - 1.0);
    const auto timeout = std::chrono::round<Duration>(factor * std::chrono::duration<double>(timing.ack_timeout));
    const auto serial = ++last_serial_;
    if (!send_(datagram)) return ended_(SendStatus::failed, serial);
    waiting_.push_back({id, token, std::move(datagram), timeout, 0, TimerId::none, serial});
    waiting_.back().timer = air_.timers.after(timeout, [this, serial] { on_timeout(serial); });
}

void Exchanges::on_timeout(std::uint64_t serial) {
    const auto found = std::ranges::find(waiting_, serial, &Waiting::serial);
    if (found == waiting_.end()) return;
    if (found->retransmissions >= air_.settings.timing.max_retransmit) return finish(found, SendStatus::timed_out);
    ++found->retransmissions;
    ++air_.counters.retransmissions;
    found->timeout *= 2;
    found->timer = air_.timers.after(found->timeout, [this, serial] { on_timeout(serial); });
    if (!send_(found->datagram)) finish(found, SendStatus::failed);
}

bool Exchanges::end(coap::MessageId id, SendStatus status) {
    const auto found = std::ranges::find(waiting_, id, &Waiting::id);
    if (found == waiting_.end()) return false;
    finish(found, status);
    return true;
}

void Exchanges::end_by_response(const coap::Token& token) {
    const auto found = std::ranges::find(waiting_, token, &Waiting::token);
    if (found != waiting_.end()) finish(found, SendStatus::delivered);
}

void Exchanges::finish(std::vector<Waiting>::iterator found, SendStatus status) {
    air_.timers.cancel(found->timer);
    const auto serial = found->serial;
    waiting_.erase(found);
    ended_(status, serial);
}

void Exchanges::clear() {
    for (auto& waiting : waiting_) air_.timers.cancel(waiting.timer);
    waiting_.clear();
}

}  // namespace agent::modem::emulator
