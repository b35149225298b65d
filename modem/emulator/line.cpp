#include "modem/emulator/line.hpp"

#include <algorithm>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t most_waiting = 1U << 20;  // a host that does not read loses what comes after a megabyte

}  // namespace

Line::Line(Timers& timers, const Settings& settings, Pacer::Sink sink)
    : settings_(settings), pacer_(timers, settings.timing.baud, most_waiting, std::move(sink)) {}

std::string Line::framed(std::string_view text) {
    std::string line = "\r\n";
    line.append(text).append("\r\n");
    return line;
}

void Line::echo(char byte) { say({&byte, 1}); }

void Line::result(std::string_view text) {
    if (results_to_lose_ > 0) {
        --results_to_lose_;
        ++counters_.results_lost;
        return;
    }
    say(framed(text));
}

void Line::urc(std::string_view text) {
    if (silent_ || (prompt_open_ && !settings_.switches.prompt_keeps_urcs)) {
        ++counters_.urcs_lost;
        return;
    }
    ++counters_.urcs;
    say(framed(text));
}

void Line::prompt() {
    say(settings_.switches.prompt_bare ? "\r\n>" : "\r\n> ");
    prompt_open_ = true;
}

void Line::clear() {
    pacer_.clear();
    prompt_open_ = false;
}

void Line::say(std::string_view bytes) {
    if (muted_ || silent_) return;
    const auto dropped = std::min(bytes_to_drop_, bytes.size());
    bytes_to_drop_ -= dropped;
    counters_.bytes_dropped += dropped;
    bytes.remove_prefix(dropped);
    counters_.bytes_out += bytes.size();
    if (!bytes.empty()) pacer_.push(bytes);
}

}  // namespace agent::modem::emulator
