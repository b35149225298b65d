// The one thread's event loop: file descriptors, signals, name resolution and the Timers that everything else uses.
// Asio stays behind it. Before any callback runs the time has been moved forward.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>

#include "lwm2m/base/result.hpp"
#include "lwm2m/base/timers.hpp"

namespace agent::daemon {

enum class Readiness : bool { readable, writable };

class Loop {
public:
    /// Watches a descriptor until it is destroyed, which its own callback may do.
    class Watch {
    public:
        Watch();
        ~Watch();
        Watch(Watch&&) noexcept;
        Watch& operator=(Watch&&) noexcept;
        explicit operator bool() const { return state_ != nullptr; }

    private:
        friend class Loop;
        struct State;
        explicit Watch(std::shared_ptr<State> state);
        void end();
        std::shared_ptr<State> state_;  // shared with the wait that is under way, which outlives the watch
    };

    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    Timers& timers();
    /// Until stop().
    void run();
    void stop();
    /// Runs `callback` in a later turn of the loop.
    void post(std::function<void()> callback);
    /// Calls `ready` as long as the descriptor is ready (also when it failed: the read or write then says so). The
    /// descriptor is duplicated: it may be closed while it is watched. Throws std::system_error when it can't be.
    [[nodiscard]] Watch watch(int descriptor, Readiness readiness, std::function<void()> ready);
    void on_signals(std::initializer_list<int> signals, std::function<void(int)> callback);
    /// The numeric address of a host, IPv4 first, by the system's resolver in a thread of its own.
    void resolve(const std::string& host, std::function<void(Result<std::string>)> done);

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

}  // namespace agent::daemon
