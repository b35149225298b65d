// The module's side of the serial line: what it says, framed <CR><LF>text<CR><LF> (note 2.1.2), at the line's speed,
// through the faults a line can have.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "lwm2m/base/timers.hpp"
#include "modem/emulator/pacer.hpp"
#include "modem/emulator/settings.hpp"

namespace agent::modem::emulator {

class Line {
public:
    struct Counters {
        std::uint64_t bytes_out = 0;
        std::uint64_t urcs = 0;
        std::uint64_t urcs_lost = 0;     // at an open prompt or a line that sleeps
        std::uint64_t results_lost = 0;  // by a fault
        std::uint64_t bytes_dropped = 0;
    };

    Line(Timers& timers, const Settings& settings, Pacer::Sink sink);

    void echo(char byte);
    void information(std::string_view text) { say(framed(text)); }
    /// A final result code.
    void result(std::string_view text);
    void urc(std::string_view text);
    void prompt();
    void prompt_closed() { prompt_open_ = false; }
    /// As it is, without a frame.
    void raw(std::string_view bytes) { say(bytes); }

    bool muted() const { return muted_; }
    /// Nothing is said until unmute(); what would have been said is lost.
    void mute() { muted_ = true; }
    void unmute() { muted_ = false; }
    /// The line sleeps or is off: nothing is said, and nobody counts it as a fault.
    void set_silent(bool silent) { silent_ = silent; }
    void lose_results(unsigned count) { results_to_lose_ += count; }
    void drop_bytes(std::size_t count) { bytes_to_drop_ += count; }
    /// Until everything said so far is on the line.
    Duration drains_in() const { return pacer_.drains_in(); }
    /// What waits for its turn on the line is forgotten.
    void clear();
    const Counters& counters() const { return counters_; }

private:
    static std::string framed(std::string_view text);
    void say(std::string_view bytes);

    const Settings& settings_;
    Pacer pacer_;
    Counters counters_;
    bool muted_ = false;
    bool silent_ = false;
    bool prompt_open_ = false;
    unsigned results_to_lose_ = 0;
    std::size_t bytes_to_drop_ = 0;
};

}  // namespace agent::modem::emulator
