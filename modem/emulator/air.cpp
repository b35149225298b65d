#include "modem/emulator/air.hpp"

namespace agent::modem::emulator {
namespace {

constexpr std::size_t most_on_their_way = 1024;
constexpr Duration longest_hold = 1s;  // nothing followed: the datagram held for reordering goes on by itself

}  // namespace

ImpairedLink::~ImpairedLink() {
    for (auto& [id, timer] : late_) air_.timers.cancel(timer);
    air_.timers.cancel(held_timer_);
}

void ImpairedLink::push(BytesView datagram) {
    if (!air_.reachable || air_.random.unit() < impairment_.loss || late_.size() >= most_on_their_way) {
        ++air_.counters.lost;
        return;
    }
    const bool twice = air_.random.unit() < impairment_.duplication;
    if (!held_ && air_.random.unit() < impairment_.reorder) {
        ++air_.counters.reordered;
        held_.emplace(datagram.begin(), datagram.end());
        held_timer_ = air_.timers.after(longest_hold, [this] { release_held(); });
    } else {
        schedule({datagram.begin(), datagram.end()});
        release_held();
    }
    if (!twice) return;
    ++air_.counters.duplicated;
    schedule({datagram.begin(), datagram.end()});
}

void ImpairedLink::release_held() {
    if (!held_) return;
    air_.timers.cancel(held_timer_);
    auto datagram = std::move(*held_);
    held_.reset();
    schedule(std::move(datagram));
}

void ImpairedLink::schedule(Bytes datagram) {
    const auto spread = impairment_.delay.most - impairment_.delay.least;
    const auto delay =
        impairment_.delay.least + std::chrono::round<Duration>(std::chrono::duration<double, Duration::period>(
                                      air_.random.unit() * static_cast<double>(spread.count())));
    if (delay == Duration{}) return deliver_(datagram);
    const auto id = ++last_;
    late_[id] = air_.timers.after(delay, [this, id, late = std::move(datagram)] {
        late_.erase(id);
        deliver_(late);
    });
}

ImpairedSocket::ImpairedSocket(Air& air, Receive receive)
    : air_(air),
      receive_(std::move(receive)),
      up_(air, air.settings.uplink,
          [this](BytesView datagram) {
              const auto sent = inner_->send(datagram);
              if (!sent) send_error_ = sent.error();
          }),
      down_(air, air.settings.downlink, [this](BytesView datagram) {
          ++air_.counters.received;
          receive_(datagram);
      }) {}

Result<void> ImpairedSocket::connect(Network& network, const Endpoint& server) {
    auto opened = network.connect(server, [this](BytesView datagram) { down_.push(datagram); });
    if (!opened) return opened.error();
    inner_ = std::move(*opened);
    return {};
}

Result<void> ImpairedSocket::send(BytesView datagram) {
    ++air_.counters.sent;
    send_error_ = {};
    up_.push(datagram);
    if (send_error_) return send_error_;
    return {};
}

}  // namespace agent::modem::emulator
