// The one timer structure of the agent: a heap of deadlines, driven by whoever owns the clock.
// The daemon advances it with the real time before every event, a test with any time it likes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "lwm2m/base/time.hpp"

namespace agent {

enum class TimerId : std::uint64_t { none = 0 };

class Timers {
public:
    using Callback = std::function<void()>;

    explicit Timers(TimePoint start = TimePoint{}) : now_(start) {}
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    /// The time of the event being handled; constant while one is handled.
    TimePoint now() const { return now_; }
    /// Runs `callback` once when `when` has come; at the next advance() when it has passed already. O(log n).
    TimerId at(TimePoint when, Callback callback);
    TimerId after(Duration delay, Callback callback) { return at(now_ + delay, std::move(callback)); }
    /// Forgets a timer and sets `id` to none. Harmless when it has run already or is none.
    void cancel(TimerId& id);
    /// The earliest deadline, or nullopt when nothing waits.
    std::optional<TimePoint> next();
    /// Moves the time forward (never back) and runs what is due, each callback at its own deadline's time, in order.
    /// At most `most` callbacks run; true when more are due, so that a loop can serve other events in between.
    bool advance(TimePoint now, std::size_t most = 64);
    std::size_t size() const { return callbacks_.size(); }

private:
    struct Entry {
        TimePoint when;
        std::uint64_t id = 0;
        bool operator>(const Entry& other) const { return when != other.when ? when > other.when : id > other.id; }
    };
    void drop_cancelled();

    TimePoint now_;
    std::uint64_t last_id_ = 0;
    std::vector<Entry> heap_;
    std::unordered_map<std::uint64_t, Callback> callbacks_;
};

}  // namespace agent
