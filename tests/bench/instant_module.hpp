// The module's end of the serial line for benchmarks: answers every command at once, so that what remains is the agent.
// It speaks just enough of the note to bring the agent up and to play a server behind it; bc660k-emulator is the
// faithful one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::bench {

using Clock = std::chrono::steady_clock;

/// What the agent wrote between two things the module said, and how long it took.
struct Stretch {
    std::chrono::nanoseconds agent_time{};  // from the module's last byte to the last byte of the agent's command
    std::string command;                    // with its CR
};

class InstantModule {
public:
    /// Opens the pty. Throws std::system_error when the system has none left.
    InstantModule();
    ~InstantModule();
    InstantModule(const InstantModule&) = delete;
    InstantModule& operator=(const InstantModule&) = delete;

    const std::string& device() const { return device_; }

    /// Serves the agent until `done` is true after a command, or `limit` has passed (then false).
    bool serve_until(const std::function<bool(std::string_view command)>& done, std::chrono::seconds limit);
    /// Prints a URC (without its CRLFs) and serves commands until a QCOAPSEND came; nullopt when `limit` passed.
    std::optional<std::vector<Stretch>> exchange(std::string_view urc, std::chrono::seconds limit);

    std::optional<Clock::time_point> first_byte() const { return first_byte_; }
    std::uint64_t bytes_from_agent() const { return from_agent_; }
    std::uint64_t bytes_to_agent() const { return to_agent_; }
    /// The message id and token (hex) of the last AT+QCOAPHEAD.
    const std::string& message_id() const { return message_id_; }
    const std::string& token() const { return token_; }

private:
    std::optional<std::string> next_command(Clock::time_point deadline);
    void say(std::string_view text);
    void answer(std::string_view command);
    void answer_send(std::string_view command);
    void take_head(std::string_view command);

    int fd_ = -1;
    int held_open_ = -1;  // our own handle on the slave, so that the line survives between agents
    std::string device_;
    std::string buffer_;
    std::string message_id_ = "1";
    std::string token_;
    Clock::time_point last_said_{};
    std::optional<Clock::time_point> first_byte_;
    std::uint64_t from_agent_ = 0;
    std::uint64_t to_agent_ = 0;
};

}  // namespace agent::bench
