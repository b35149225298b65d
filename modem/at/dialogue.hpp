// Tells apart what answers the command in flight and what the module says unasked. No I/O, no time.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "modem/at/command.hpp"
#include "modem/at/framer.hpp"

namespace agent::modem::at {

struct Nothing {};
/// Valid until the dialogue or the framer is called again.
struct Urc {
    std::string_view text;
};
/// The module waits for the command's data.
struct WantsData {};
/// The module waits for data that nobody has.
struct StrayPrompt {};
/// A final result code without a command in flight, such as a late OK.
struct StrayResult {
    bool ok;
};
struct Finished {
    Result<Reply> result;
};
using Event = std::variant<Nothing, Urc, WantsData, StrayPrompt, StrayResult, Finished>;

class Dialogue {
public:
    /// `command` outlives the exchange.
    void begin(const Command& command);
    /// Nobody waits for the command's end any more.
    void abandon();
    bool busy() const { return pending_ != nullptr; }
    /// The prompt was answered, or will never be.
    bool awaits_prompt() const { return awaits_prompt_; }

    /// `frame` is a line, a prompt or a whole length-delimited URC.
    Event feed(const Frame& frame);

private:
    Event feed_line(std::string_view line);
    Event collect(std::string_view line);
    Event finish(Result<Reply> result);

    const Command* pending_ = nullptr;
    bool awaits_prompt_ = false;
    Reply collected_;
    std::string released_;  // a line first taken for the answer
};

}  // namespace agent::modem::at
