// Plays the module's part of a stored conversation: what the module answered then, it answers again, and what it said
// unasked it says where it said it. Message IDs that the agent has chosen anew are told back to it. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lwm2m/base/timers.hpp"
#include "modem/emulator/recording.hpp"

namespace agent::modem::emulator {

class Replay {
public:
    struct Difference {
        std::size_t line = 0;  // of the recording; 0: nothing like it was recorded
        std::string recorded;
        std::string said;
        std::string text() const;
    };
    struct Hooks {
        std::function<void(std::string_view)> write;  // to the agent
        std::function<void(const Difference&)> on_difference;
        std::function<void()> on_complete;  // every recorded command has come and everything that followed was said
    };

    /// Waits are divided by `speed`.
    Replay(Timers& timers, Recording recording, double speed, Hooks hooks);
    ~Replay();
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;

    void start();
    /// Bytes from the agent.
    void receive(std::string_view bytes);

    std::size_t commands() const { return recording_.exchanges.size(); }
    std::size_t played() const { return played_count_; }
    std::size_t differences() const { return differences_; }
    bool is_complete() const { return complete_; }

private:
    enum class Likeness : std::uint8_t { none, alike, same };

    void answer(const std::string& command);
    std::size_t find(const std::string& command, Likeness wanted) const;
    Likeness likeness(const std::string& recorded, const std::string& said) const;
    void learn_message_id(const std::string& recorded, const std::string& said);
    std::string adapted(const std::string& text) const;
    void play(std::size_t index);
    void play_other(std::size_t index, const std::string& command);
    void differ(const Difference& difference);
    Duration at_speed(Duration wait) const;
    void reply(const std::vector<RecordedLine>& lines);
    void say_later(const std::vector<RecordedLine>& lines);
    void say_due();

    Timers& timers_;
    Recording recording_;
    double speed_;
    Hooks hooks_;
    std::vector<bool> played_;
    std::size_t next_ = 0;  // the first that was neither played nor passed
    std::size_t played_count_ = 0;
    std::size_t differences_ = 0;
    bool complete_ = false;
    std::string received_;
    std::map<std::pair<std::string, std::string>, std::string> message_ids_;  // {context, recorded}: of this time
    std::multimap<TimePoint, std::string> to_say_;
    TimePoint replied_;   // when the last reply was or will be said
    TimePoint said_all_;  // and the last of what is said unasked
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::modem::emulator
