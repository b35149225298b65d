// Bytes from the host to command lines and prompt data: LF ignored, CR ends a line, echo on the way
// (note 2.1.2, 2.3.6).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/base/bytes.hpp"

namespace agent::modem::emulator {

class Input {
public:
    struct Events {
        std::function<void(char)> echo;
        std::function<void(std::string)> line;  // without its CR; empty lines are left out
        std::function<void()> too_long;         // a line longer than any command may be ended
        std::function<void(Bytes)> data;        // what was given at the prompt
        std::function<void()> escape;           // Esc at the prompt
    };

    explicit Input(Events events) : events_(std::move(events)) {}

    void feed(char byte);
    /// From now on the bytes are data: `length` of them, or until Ctrl-Z or Esc.
    void begin_data(std::optional<std::size_t> length);
    /// Forgets a half line and an open prompt.
    void clear();
    bool in_line() const { return !line_.empty(); }
    bool in_data() const { return in_data_; }

private:
    void feed_line(char byte);
    void feed_data(char byte);
    void finish_data();

    Events events_;
    std::string line_;
    bool line_too_long_ = false;
    bool in_data_ = false;
    std::optional<std::size_t> length_;
    Bytes data_;
};

}  // namespace agent::modem::emulator
