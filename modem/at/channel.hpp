// The AT conversation: commands wait in two lanes, one is in flight, and no late answer ever ends another's command.
// After a timeout the line is brought back in step by `AT` until its OK and a moment of quiet.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lwm2m/base/log.hpp"
#include "lwm2m/base/timers.hpp"
#include "modem/at/command.hpp"
#include "modem/at/counters.hpp"
#include "modem/at/dialogue.hpp"
#include "modem/at/framer.hpp"

namespace agent::modem::at {

struct ChannelSettings {
    Duration command_limit = 3s;    // where a command sets none
    Duration resync_first = 300ms;  // between two `AT`, doubling to resync_last
    Duration resync_last = 1s;
    Duration settle = 100ms;             // no stray result for so long: in step again
    Duration urc_patience = 400ms;       // silence inside a length-delimited URC after which it is given up
    unsigned timeouts_until_silent = 3;  // commands in a row
    unsigned resyncs_until_silent = 10;  // `AT` in a row
    std::optional<Duration> wake_after;  // idle for so long: `AT` first, the module may sleep
};

/// Answers to a server overtake everything else that waits.
enum class Lane : bool { normal, urgent };

class Channel {
public:
    using Completion = std::function<void(Result<Reply>)>;
    struct Hooks {
        std::function<void(std::string_view)> write;
        std::function<void(std::string_view)> on_urc;          // a line, or a whole length-delimited URC
        std::function<void(std::string_view)> on_damaged_urc;  // what was given up of one whose counts do not add up
        std::function<void()> on_silent;                       // the module stopped answering; abort() ends the trying
        std::function<void(Direction, std::string_view)> trace;
    };

    Channel(ChannelSettings settings, Timers& timers, Log log, UrcRecogniser recogniser, Hooks hooks);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// `done` never runs before execute() returns.
    void execute(Command command, Completion done, Lane lane = Lane::normal);
    /// All of them (at least one) in order with nothing between; the first failure ends it. `done` gets it, or the last
    /// one's reply.
    void execute_all(std::vector<Command> commands, Completion done, Lane lane = Lane::normal);
    void receive(std::string_view bytes);

    /// Fails everything that waits or is in flight. What the module still answers is ignored.
    void abort(error_code why);
    /// Forgets half-read input: the port was closed, or its speed changed.
    void clear_input();
    /// For how long a command itself is on the line; timeouts begin after it.
    void set_baud(unsigned baud);
    void set_trace(decltype(Hooks::trace) trace) { hooks_.trace = std::move(trace); }
    void set_wake_after(std::optional<Duration> idle) { settings_.wake_after = idle; }

    /// Masked, of the last command that failed.
    const std::string& failed_command() const { return failed_command_; }
    const Counters& counters() const;
    /// When what is under way has to have gone on, by an answer or a timeout; nullopt when nothing is.
    std::optional<TimePoint> due() const {
        return idle() && resync_ == Resync::none ? std::nullopt : std::optional(due_);
    }
    bool idle() const { return !current_ && urgent_.empty() && normal_.empty(); }

private:
    struct Batch {
        std::vector<Command> commands;
        std::size_t next = 0;
        Completion done;
        const Command& command() const { return commands[next]; }
    };
    enum class Resync : std::uint8_t { none, asking, settling };

    void read_frames();
    void on_frame(const Frame& frame);
    void on_finished(Result<Reply> result);
    void on_stray_result(bool ok);
    void on_stray_prompt();
    void start_next();
    void send_command();
    void write_data();
    void write(std::string_view bytes);
    void complete(Result<Reply> result);
    void on_timeout();
    void resync(bool leave_data_mode);
    void ask_resync();
    void quieten();
    void settle();
    void watch_urc();
    void show(const Frame& frame);
    void arm(Duration limit, void (Channel::*then)());
    Duration line_time(std::size_t bytes) const { return per_byte_ * static_cast<Duration::rep>(bytes); }

    ChannelSettings settings_;
    Timers& timers_;
    Log log_;
    Hooks hooks_;
    Framer framer_;
    Dialogue dialogue_;
    Duration per_byte_{};
    std::deque<Batch> urgent_;
    std::deque<Batch> normal_;
    std::optional<Batch> current_;
    Resync resync_ = Resync::none;
    bool may_be_stale_ = false;  // results of earlier commands may still come
    Duration resync_wait_{};
    unsigned resyncs_ = 0;
    unsigned timeouts_in_a_row_ = 0;
    bool reading_ = false;
    bool clear_pending_ = false;
    bool step_due_ = false;  // the batch in flight goes on when all that was read has been handled
    bool secret_in_flight_ = false;
    std::string unread_;  // received while frames were being handled
    std::string out_;
    std::string failed_command_;
    TimePoint last_heard_;
    TimePoint last_byte_;
    TimerId timer_ = TimerId::none;
    TimePoint due_;  // of the timer armed last
    TimerId urc_timer_ = TimerId::none;
    mutable Counters counters_;
};

}  // namespace agent::modem::at
