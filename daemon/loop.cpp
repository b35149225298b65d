#include "daemon/loop.hpp"

#include <cerrno>
#include <optional>
#include <system_error>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>

namespace agent::daemon {

namespace asio = boost::asio;

struct Loop::Core {
    asio::io_context context{1};
    Timers timers{Clock::now()};
    asio::steady_timer timer{context};
    std::optional<TimePoint> armed;  // the timer fires then, or at an earlier time that nobody waits for any more
    std::optional<asio::signal_set> signals;
    std::function<void(int)> on_signal;
    std::optional<asio::ip::udp::resolver> resolver;

    /// One event: the time moves, what is due runs, then the event itself.
    template<class Event>
    void turn(Event&& event) {
        timers.advance(Clock::now());
        event();
        arm();
    }

    void arm() {
        const auto next = timers.next();
        // A timer that fires too early costs one turn; setting it anew for every AT command would cost a system call.
        if (!next || (armed && *armed <= *next)) return;
        armed = next;
        timer.expires_at(*next);
        timer.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            armed.reset();
            turn([] {});
        });
    }

    void wait_for_signal() {
        signals->async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            turn([&] { on_signal(signal); });
            wait_for_signal();
        });
    }
};

struct Loop::Watch::State : std::enable_shared_from_this<State> {
    State(Core& owner, int descriptor, Readiness wanted, std::function<void()> callback)
        : core(owner), stream(owner.context, descriptor), readiness(wanted), ready(std::move(callback)) {}

    void wait() {
        const auto kind = readiness == Readiness::readable ? asio::posix::stream_descriptor::wait_read
                                                           : asio::posix::stream_descriptor::wait_write;
        stream.async_wait(kind, [self = shared_from_this()](const boost::system::error_code& error) {
            if (error || !self->watched) return;
            self->core.turn([&] { self->ready(); });
            if (self->watched) self->wait();
        });
    }

    Core& core;
    asio::posix::stream_descriptor stream;
    Readiness readiness;
    std::function<void()> ready;
    bool watched = true;
};

Loop::Watch::Watch() = default;
Loop::Watch::Watch(std::shared_ptr<State> state) : state_(std::move(state)) {}
Loop::Watch::Watch(Watch&&) noexcept = default;
Loop::Watch::~Watch() { end(); }

Loop::Watch& Loop::Watch::operator=(Watch&& other) noexcept {
    if (this == &other) return *this;
    end();
    state_ = std::move(other.state_);
    return *this;
}

void Loop::Watch::end() {
    if (!state_) return;
    state_->watched = false;
    boost::system::error_code ignored;
    state_->stream.close(ignored);
    state_.reset();
}

Loop::Loop() : core_(std::make_unique<Core>()) {}
Loop::~Loop() = default;

Timers& Loop::timers() { return core_->timers; }

void Loop::run() {
    core_->turn([] {});
    const auto work = asio::make_work_guard(core_->context);
    core_->context.run();
    core_->context.restart();
}

void Loop::stop() { core_->context.stop(); }

void Loop::post(std::function<void()> callback) {
    asio::post(core_->context, [core = core_.get(), callback = std::move(callback)] { core->turn(callback); });
}

Loop::Watch Loop::watch(int descriptor, Readiness readiness, std::function<void()> ready) {
    // A copy, because two watches of one descriptor (reading and writing) can't both register it.
    const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) throw std::system_error(errno, std::generic_category(), "watching a descriptor");
    auto state = std::make_shared<Watch::State>(*core_, copy, readiness, std::move(ready));
    state->wait();
    return Watch(std::move(state));
}

void Loop::on_signals(std::initializer_list<int> signals, std::function<void(int)> callback) {
    core_->on_signal = std::move(callback);
    core_->signals.emplace(core_->context);
    for (const int signal : signals) core_->signals->add(signal);
    core_->wait_for_signal();
}

void Loop::resolve(const std::string& host, std::function<void(Result<std::string>)> done) {
    if (!core_->resolver) core_->resolver.emplace(core_->context);
    core_->resolver->async_resolve(
        host, "",
        [core = core_.get(), done = std::move(done)](const boost::system::error_code& error, const auto& found) {
            Result<std::string> address = error;
            for (const auto& entry : found) {
                const auto candidate = entry.endpoint().address();
                if (address && !candidate.is_v4()) continue;
                address = candidate.to_string();
                if (candidate.is_v4()) break;
            }
            core->turn([&] { done(std::move(address)); });
        });
}

}  // namespace agent::daemon
