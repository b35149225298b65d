#include "lwm2m/base/timers.hpp"

#include <algorithm>

namespace agent {

TimerId Timers::at(TimePoint when, Callback callback) {
    const auto id = ++last_id_;
    callbacks_.emplace(id, std::move(callback));
    heap_.push_back({when, id});
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    return TimerId{id};
}

void Timers::cancel(TimerId& id) {
    callbacks_.erase(static_cast<std::uint64_t>(id));
    id = TimerId::none;
    // Cancelled entries stay in the heap until they surface; when they are the most of it, sweep them out.
    if (heap_.size() > 64 && heap_.size() > 2 * callbacks_.size()) {
        std::erase_if(heap_, [this](const Entry& entry) { return !callbacks_.contains(entry.id); });
        std::make_heap(heap_.begin(), heap_.end(), std::greater<>{});
    }
}

void Timers::drop_cancelled() {
    while (!heap_.empty() && !callbacks_.contains(heap_.front().id)) {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        heap_.pop_back();
    }
}

std::optional<TimePoint> Timers::next() {
    drop_cancelled();
    if (heap_.empty()) return std::nullopt;
    return heap_.front().when;
}

bool Timers::advance(TimePoint now, std::size_t most) {
    for (std::size_t ran = 0;; ++ran) {
        drop_cancelled();
        if (heap_.empty() || heap_.front().when > now) break;
        if (ran == most) return true;
        const auto entry = heap_.front();
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        heap_.pop_back();
        now_ = std::max(now_, entry.when);
        auto node = callbacks_.extract(entry.id);
        node.mapped()();
    }
    now_ = std::max(now_, now);
    return false;
}

}  // namespace agent
