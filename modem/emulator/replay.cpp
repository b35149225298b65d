#include "modem/emulator/replay.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace agent::modem::emulator {
namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
constexpr std::string_view head_command = "AT+QCOAPHEAD=";
constexpr std::string_view urc = "+QCOAPURC: ";

std::vector<std::string_view> fields(std::string_view text) {
    std::vector<std::string_view> found;
    while (true) {
        const auto comma = text.find(',');
        found.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return found;
        text.remove_prefix(comma + 1);
    }
}

/// A message ID that the agent chose: AT+QCOAPHEAD=<clientID>,<mode>,<msgID>... with a mode of 3, 4 or 5.
bool sets_message_id(const std::vector<std::string_view>& parts) {
    constexpr std::string_view modes = "345";
    return parts.size() >= 3 && parts[1].size() == 1 && modes.find(parts[1].front()) != std::string_view::npos;
}

/// "AT+QCOAPSEND=0" of a command: its name and, where it has arguments, the first of them.
std::string_view beginning(std::string_view command) { return command.substr(0, command.find(',')); }

/// For messages and their options: what an agent says of the same thing at another time.
bool varies(std::string_view command) {
    return command.starts_with("AT+QCOAPSEND=") || command.starts_with("AT+QCOAPOPTION=");
}

}  // namespace

std::string Replay::Difference::text() const {
    if (line == 0) return fmt::format("nothing like it was recorded: {}", said);
    return fmt::format("line {}: recorded {}\n    now {}", line, recorded, said);
}

Replay::Replay(Timers& timers, Recording recording, double speed, Hooks hooks)
    : timers_(timers),
      recording_(std::move(recording)),
      speed_(speed),
      hooks_(std::move(hooks)),
      played_(recording_.exchanges.size(), false) {}

Replay::~Replay() { timers_.cancel(timer_); }

void Replay::start() {
    replied_ = said_all_ = timers_.now();
    say_later(recording_.before);
}

void Replay::receive(std::string_view bytes) {
    for (const char byte : bytes) {
        if (byte == '\n') continue;
        if (byte != '\r') {
            if (received_.size() < longest_line) received_.push_back(byte);
            continue;
        }
        const auto command = std::exchange(received_, {});
        if (!command.empty()) answer(command);
    }
}

Replay::Likeness Replay::likeness(const std::string& recorded, const std::string& said) const {
    if (recorded == said) return Likeness::same;
    if (const auto mask = recorded.find("\"***"); mask != std::string::npos && said.size() > mask)
        return said.compare(0, mask, recorded, 0, mask) == 0 ? Likeness::same : Likeness::none;
    if (recorded.starts_with(head_command) && said.starts_with(head_command)) {
        const auto then = fields(std::string_view(recorded).substr(head_command.size()));
        const auto now = fields(std::string_view(said).substr(head_command.size()));
        const bool fits = then.size() == now.size() && then[0] == now[0] && then[1] == now[1];
        if (!fits || !sets_message_id(then)) return Likeness::none;
        // A token is the server's.
        return std::equal(then.begin() + 3, then.end(), now.begin() + 3) ? Likeness::same : Likeness::none;
    }
    return varies(said) && beginning(recorded) == beginning(said) ? Likeness::alike : Likeness::none;
}

std::size_t Replay::find(const std::string& command, Likeness wanted) const {
    const auto fits = [&](std::size_t index) {
        return !played_[index] && likeness(recording_.exchanges[index].command, command) >= wanted;
    };
    for (auto index = next_; index < commands(); ++index)
        if (fits(index)) return index;
    for (auto index = next_; index-- > 0;)
        if (fits(index)) return index;
    return nowhere;
}

void Replay::answer(const std::string& command) {
    // What varies is that which comes next, though something of the same words may come later.
    if (next_ < commands() && likeness(recording_.exchanges[next_].command, command) == Likeness::alike)
        return play_other(next_, command);
    if (const auto index = find(command, Likeness::same); index != nowhere) {
        learn_message_id(recording_.exchanges[index].command, command);
        return play(index);
    }
    if (command == "AT") return reply({{"OK", {}}});  // is somebody there?
    if (const auto index = find(command, Likeness::alike); index != nowhere) return play_other(index, command);
    // Once more what was answered before, as to a question that is asked from time to time.
    for (auto index = commands(); index-- > 0;)
        if (likeness(recording_.exchanges[index].command, command) == Likeness::same)
            return reply(recording_.exchanges[index].reply);
    differ({0, {}, command});
    reply({{"ERROR", {}}});
}

void Replay::play_other(std::size_t index, const std::string& command) {
    const auto& exchange = recording_.exchanges[index];
    differ({exchange.line, exchange.command, command});
    play(index);
}

void Replay::differ(const Difference& difference) {
    ++differences_;
    if (hooks_.on_difference) hooks_.on_difference(difference);
}

void Replay::play(std::size_t index) {
    played_[index] = true;
    ++played_count_;
    const auto first = next_;
    next_ = std::max(next_, index + 1);
    while (next_ < commands() && played_[next_]) ++next_;
    reply(recording_.exchanges[index].reply);
    // What followed commands that the agent left out is said all the same.
    for (auto passed = first; passed < next_; ++passed) say_later(recording_.exchanges[passed].later);
}

void Replay::learn_message_id(const std::string& recorded, const std::string& said) {
    if (!recorded.starts_with(head_command)) return;
    const auto then = fields(std::string_view(recorded).substr(head_command.size()));
    const auto now = fields(std::string_view(said).substr(head_command.size()));
    if (!sets_message_id(then)) return;
    message_ids_[{std::string(then[0]), std::string(then[2])}] = now[2];
}

/// +QCOAPURC: <clientID>,<type>,<code>,<msgID>...: an ACK (2) or RST (3) names a message of the agent's.
std::string Replay::adapted(const std::string& text) const {
    if (!text.starts_with(urc)) return text;
    constexpr std::size_t id = 3;
    const auto parts = fields(std::string_view(text).substr(urc.size()));
    const bool is_reply = parts.size() > id && (parts[1] == "2" || parts[1] == "3");
    const auto found =
        is_reply ? message_ids_.find({std::string(parts[0]), std::string(parts[id])}) : message_ids_.end();
    if (found == message_ids_.end()) return text;
    const auto from = static_cast<std::size_t>(parts[id].data() - text.data());
    return text.substr(0, from) + found->second + text.substr(from + parts[id].size());
}

Duration Replay::at_speed(Duration wait) const {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, Duration::period>(wait) / speed_);
}

/// At once: what is still to be said unasked does not hold it up.
void Replay::reply(const std::vector<RecordedLine>& lines) {
    replied_ = timers_.now();
    for (const auto& line : lines) to_say_.emplace(replied_ += at_speed(line.after), line.text);
    say_due();
}

/// After the reply and after one another.
void Replay::say_later(const std::vector<RecordedLine>& lines) {
    said_all_ = std::max({said_all_, replied_, timers_.now()});
    for (const auto& line : lines) to_say_.emplace(said_all_ += at_speed(line.after), line.text);
    say_due();
}

void Replay::say_due() {
    timers_.cancel(timer_);
    if (to_say_.empty()) {
        if (complete_ || next_ < commands()) return;
        complete_ = true;
        if (hooks_.on_complete) hooks_.on_complete();
        return;
    }
    timer_ = timers_.at(to_say_.begin()->first, [this] {
        timer_ = TimerId::none;
        const auto line = to_say_.extract(to_say_.begin());
        hooks_.write("\r\n" + adapted(line.mapped()) + "\r\n");
        say_due();
    });
}

}  // namespace agent::modem::emulator
