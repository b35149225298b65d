#include "modem/at/channel.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modem/at/errors.hpp"
#include "modem/at/shown_line.hpp"

namespace agent::modem::at {
namespace {

constexpr std::string_view escape = "\x1B";

template<class... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};
template<class... Cases>
Match(Cases...) -> Match<Cases...>;

}  // namespace

Channel::Channel(ChannelSettings settings, Timers& timers, Log log, UrcRecogniser recogniser, Hooks hooks)
    : settings_(settings), timers_(timers), log_(log), hooks_(std::move(hooks)), framer_(recogniser) {
    set_baud(115200);
    last_heard_ = timers_.now();
}

Channel::~Channel() {
    timers_.cancel(timer_);
    timers_.cancel(urc_timer_);
}

void Channel::set_baud(unsigned baud) {
    constexpr std::int64_t bits_of_a_byte = 10;
    per_byte_ = std::chrono::duration_cast<Duration>(
        std::chrono::nanoseconds(1'000'000'000 * bits_of_a_byte / std::max(baud, 1U)));
}

const Counters& Channel::counters() const {
    counters_.dropped_bytes = framer_.dropped_bytes();
    return counters_;
}

void Channel::execute(Command command, Completion done, Lane lane) {
    std::vector<Command> commands;
    commands.push_back(std::move(command));
    execute_all(std::move(commands), std::move(done), lane);
}

void Channel::execute_all(std::vector<Command> commands, Completion done, Lane lane) {
    (lane == Lane::urgent ? urgent_ : normal_).push_back({std::move(commands), 0, std::move(done)});
    start_next();
}

void Channel::receive(std::string_view bytes) {
    counters_.bytes_in += bytes.size();
    last_byte_ = timers_.now();
    if (reading_) {
        unread_.append(bytes);
        return;
    }
    framer_.feed(bytes);
    read_frames();
}

void Channel::read_frames() {
    reading_ = true;
    for (;;) {
        Frame frame;
        while (!clear_pending_ && framer_.next(frame)) on_frame(frame);
        if (clear_pending_) {
            clear_pending_ = false;
            framer_.clear();
        }
        if (unread_.empty()) break;
        framer_.feed(unread_);
        unread_.clear();
    }
    reading_ = false;
    watch_urc();
    // Not before: what was already read cannot answer a command that was not yet written.
    start_next();
}

void Channel::watch_urc() {
    if (!framer_.in_urc()) {
        if (urc_timer_ != TimerId::none) timers_.cancel(urc_timer_);
        return;
    }
    if (urc_timer_ != TimerId::none) return;
    urc_timer_ = timers_.at(last_byte_ + settings_.urc_patience, [this] {
        urc_timer_ = TimerId::none;
        if (timers_.now() - last_byte_ < settings_.urc_patience) return watch_urc();
        framer_.give_up_urc();
        read_frames();
    });
}

void Channel::on_frame(const Frame& frame) {
    last_heard_ = timers_.now();
    if (hooks_.trace) show(frame);
    if (frame.kind == Frame::Kind::damaged_urc) {
        ++counters_.damaged_urcs;
        if (hooks_.on_damaged_urc) hooks_.on_damaged_urc(frame.text);
        return;
    }
    std::visit(Match{
                   [](Nothing) {},
                   [this](Urc urc) { hooks_.on_urc(urc.text); },
                   [this](WantsData) { write_data(); },
                   [this](StrayPrompt) { on_stray_prompt(); },
                   [this](StrayResult stray) { on_stray_result(stray.ok); },
                   [this](Finished&& finished) { on_finished(std::move(finished.result)); },
               },
               dialogue_.feed(frame));
}

void Channel::show(const Frame& frame) {
    // A URC with a length of its own is its owner's to mask.
    if (frame.kind != Frame::Kind::line) return hooks_.trace(Direction::from_module, frame.text);
    const bool secret = secret_in_flight_ && !is_result(frame.text);
    hooks_.trace(Direction::from_module,
                 secret ? "***" : shown_line(frame.text, dialogue_.busy() ? &current_->command() : nullptr));
}

void Channel::start_next() {
    if (reading_) return;
    if (std::exchange(step_due_, false)) return send_command();
    if (current_ || resync_ != Resync::none) return;
    auto& lane = urgent_.empty() ? normal_ : urgent_;
    if (lane.empty()) return;
    if (settings_.wake_after && timers_.now() - last_heard_ > *settings_.wake_after) return resync(false);
    current_ = std::move(lane.front());
    lane.pop_front();
    send_command();
}

void Channel::send_command() {
    const auto& command = current_->command();
    secret_in_flight_ = command.is_secret();
    ++counters_.commands;
    dialogue_.begin(command);
    out_.assign("AT").append(command.text()).push_back('\r');
    if (hooks_.trace) hooks_.trace(Direction::to_module, command.shown());
    arm(command.limit().value_or(settings_.command_limit) + line_time(out_.size()), &Channel::on_timeout);
    write(out_);
}

void Channel::write_data() {
    const auto& command = current_->command();
    if (hooks_.trace) hooks_.trace(Direction::to_module, fmt::format("<{} bytes of data>", command.data()->size()));
    arm(command.limit().value_or(settings_.command_limit) + line_time(command.data()->size()), &Channel::on_timeout);
    write(*command.data());
}

void Channel::write(std::string_view bytes) {
    counters_.bytes_out += bytes.size();
    hooks_.write(bytes);
}

void Channel::on_finished(Result<Reply> result) {
    timers_.cancel(timer_);
    timeouts_in_a_row_ = 0;
    secret_in_flight_ = false;
    if (!result) ++counters_.errors;
    if (result && current_->next + 1 < current_->commands.size()) {
        ++current_->next;
        step_due_ = true;
        return start_next();
    }
    if (may_be_stale_) quieten();
    complete(std::move(result));
}

void Channel::complete(Result<Reply> result) {
    if (!result) failed_command_ = current_->command().shown();
    const auto done = std::move(current_->done);
    current_.reset();
    if (done) done(std::move(result));
    start_next();
}

void Channel::on_timeout() {
    ++counters_.timeouts;
    may_be_stale_ = true;
    if (current_->command().is_probe()) {
        dialogue_.abandon();
        return complete(Error::timed_out);
    }
    ++timeouts_in_a_row_;
    const bool in_data = current_->command().data().has_value();
    log_.warning("at_timeout command=\"{}\" in_a_row={}", current_->command().shown(), timeouts_in_a_row_);
    dialogue_.abandon();
    const bool silent = timeouts_in_a_row_ == settings_.timeouts_until_silent;
    resync(in_data);
    complete(Error::timed_out);
    if (silent && hooks_.on_silent) hooks_.on_silent();
}

void Channel::resync(bool leave_data_mode) {
    resync_ = Resync::asking;
    resyncs_ = 0;
    resync_wait_ = settings_.resync_first;
    if (leave_data_mode) write(escape);
    ask_resync();
}

void Channel::ask_resync() {
    if (resyncs_ > 0) {
        may_be_stale_ = true;
        resync_wait_ = std::min(resync_wait_ * 2, settings_.resync_last);
    }
    const bool silent = resyncs_++ == settings_.resyncs_until_silent;
    if (hooks_.trace) hooks_.trace(Direction::to_module, "AT");
    arm(resync_wait_, &Channel::ask_resync);
    write("AT\r");
    if (silent && hooks_.on_silent) hooks_.on_silent();
}

void Channel::on_stray_result(bool ok) {
    // ERROR is what a module that still boots answers, or a late end of the command that timed out.
    if (resync_ == Resync::none || !ok) return;
    if (!may_be_stale_) return settle();
    quieten();
}

void Channel::quieten() {
    resync_ = Resync::settling;
    arm(settings_.settle, &Channel::settle);
}

void Channel::settle() {
    timers_.cancel(timer_);
    resync_ = Resync::none;
    may_be_stale_ = false;
    secret_in_flight_ = false;
    start_next();
}

void Channel::on_stray_prompt() {
    log_.warning("stray_prompt busy={}", dialogue_.busy());
    if (dialogue_.busy() || resync_ != Resync::none) return write(escape);
    may_be_stale_ = true;
    resync(true);
}

void Channel::abort(error_code why) {
    timers_.cancel(timer_);
    dialogue_.abandon();
    resync_ = Resync::none;
    may_be_stale_ = false;
    secret_in_flight_ = false;
    step_due_ = false;
    timeouts_in_a_row_ = 0;
    last_heard_ = timers_.now();
    auto batches = std::exchange(urgent_, {});
    std::ranges::move(std::exchange(normal_, {}), std::back_inserter(batches));
    if (current_) batches.push_front(*std::exchange(current_, std::nullopt));
    for (auto& batch : batches)
        if (batch.done) batch.done(why);
}

void Channel::clear_input() {
    if (reading_) {
        clear_pending_ = true;
    } else {
        framer_.clear();
    }
    unread_.clear();
}

void Channel::arm(Duration limit, void (Channel::*then)()) {
    timers_.cancel(timer_);
    due_ = timers_.now() + limit;
    timer_ = timers_.at(due_, [this, then] {
        timer_ = TimerId::none;
        (this->*then)();
    });
}

}  // namespace agent::modem::at
