#include "daemon/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/spawn.hpp"

namespace agent::daemon {
namespace {

constexpr Duration grace = 1s;            // between SIGTERM and SIGKILL
constexpr std::size_t most_errors = 512;  // bytes of the last line of standard error
constexpr int most_pieces_in_a_pipe = 16;

lwm2m::Failure failure(std::string reason) { return {coap::code::internal_server_error, std::move(reason)}; }

/// The last line with something in it, fit for a log.
std::string last_line(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with(' ')) text.remove_suffix(1);
    std::string line(text.substr(text.rfind('\n') + 1));
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    return line;
}

}  // namespace

class ProcessRunner::Run {
public:
    Run(ProcessRunner& owner, std::uint64_t id, ProcessRequest request, Done done)
        : owner_(owner), id_(id), request_(std::move(request)), done_(std::move(done)) {}
    ~Run() {
        timers().cancel(timer_);
        if (child_.pid <= 0 || (request_.outlives && !terminating_)) return;
        ::kill(-child_.pid, SIGKILL);
        ::waitpid(child_.pid, nullptr, 0);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    void start();
    /// Ends the program without a word.
    void cancel() {
        done_ = nullptr;
        if (child_.pid > 0 && !request_.outlives) terminate();
    }

private:
    Timers& timers() { return owner_.loop_.timers(); }
    bool read_output();  // true when bytes came
    bool read_errors();
    void on_ended();
    void terminate();
    void give_up(std::string reason);
    void finish(lwm2m::Outcome<std::string> outcome);
    coap::Code code_of(int status) const;
    std::string how_it_ended(int status) const;

    ProcessRunner& owner_;
    std::uint64_t id_;
    ProcessRequest request_;
    Done done_;
    Spawned child_;
    Loop::Watch output_watch_;
    Loop::Watch errors_watch_;
    Loop::Watch ended_watch_;
    TimerId timer_ = TimerId::none;
    std::string output_;
    std::string errors_;
    bool terminating_ = false;
};

void ProcessRunner::Run::start() {
    auto spawned = spawn(request_.argv);
    if (!spawned) {
        timer_ = timers().after(0s, [this, why = spawned.error().message()] {
            finish(failure(fmt::format("{} cannot be started: {}", request_.argv.front(), why)));
            owner_.remove(id_);
        });
        return;
    }
    child_ = std::move(*spawned);
    auto& loop = owner_.loop_;
    output_watch_ = loop.watch(child_.output.get(), Readiness::readable, [this] { (void)read_output(); });
    errors_watch_ = loop.watch(child_.errors.get(), Readiness::readable, [this] { (void)read_errors(); });
    ended_watch_ = loop.watch(child_.ended.get(), Readiness::readable, [this] { on_ended(); });
    timer_ = timers().after(request_.timeout, [this] {
        const auto limit = std::chrono::duration<double>(request_.timeout).count();
        give_up(fmt::format("{} took longer than {} s", request_.argv.front(), limit));
    });
}

bool ProcessRunner::Run::read_output() {
    std::array<char, 4096> piece{};
    const auto got = ::read(child_.output.get(), piece.data(), piece.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got <= 0) {
        output_watch_ = {};
        return false;
    }
    if (terminating_) return true;  // read and thrown away, so that the program does not hang in its write
    output_.append(piece.data(), static_cast<std::size_t>(got));
    if (output_.size() > request_.max_output)
        give_up(fmt::format("{} wrote more than {} bytes", request_.argv.front(), request_.max_output));
    return true;
}

bool ProcessRunner::Run::read_errors() {
    std::array<char, 4096> piece{};
    const auto got = ::read(child_.errors.get(), piece.data(), piece.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got <= 0) {
        errors_watch_ = {};
        return false;
    }
    errors_.append(piece.data(), static_cast<std::size_t>(got));
    if (errors_.size() > most_errors) errors_.erase(0, errors_.size() - most_errors);
    return true;
}

void ProcessRunner::Run::on_ended() {
    int status = 0;
    if (::waitpid(child_.pid, &status, WNOHANG) != child_.pid) return;
    // What it left running would hold the pipes open; the group's id stays ours until the last of it is gone.
    ::kill(-child_.pid, SIGKILL);
    while (output_watch_ && !terminating_ && read_output()) {
    }
    // As much as a pipe holds: who escaped from the group may go on writing.
    for (int piece = 0; piece < most_pieces_in_a_pipe && errors_watch_ && read_errors(); ++piece) {
    }
    child_.pid = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        finish(std::move(output_));
    else
        finish(lwm2m::Failure{code_of(status), how_it_ended(status)});
    owner_.remove(id_);  // and with it this
}

coap::Code ProcessRunner::Run::code_of(int status) const {
    const bool declined = request_.declines && WIFEXITED(status) && WEXITSTATUS(status) == *request_.declines;
    return declined ? coap::code::unsupported_content_format : coap::code::internal_server_error;
}

std::string ProcessRunner::Run::how_it_ended(int status) const {
    auto text = WIFSIGNALED(status) ? fmt::format("{} was ended by signal {}", request_.argv.front(), WTERMSIG(status))
                                    : fmt::format("{} exited with {}", request_.argv.front(), WEXITSTATUS(status));
    if (const auto line = last_line(errors_); !line.empty()) text += ": " + line;
    return text;
}

void ProcessRunner::Run::give_up(std::string reason) {
    terminate();
    finish(failure(std::move(reason)));
}

void ProcessRunner::Run::terminate() {
    timers().cancel(timer_);
    terminating_ = true;
    ::kill(-child_.pid, SIGTERM);
    timer_ = timers().after(grace, [this] { ::kill(-child_.pid, SIGKILL); });
}

void ProcessRunner::Run::finish(lwm2m::Outcome<std::string> outcome) {
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(outcome));
}

ProcessRunner::ProcessRunner(Loop& loop) : loop_(loop) {}
ProcessRunner::~ProcessRunner() = default;

RunId ProcessRunner::run(ProcessRequest request, Done done) {
    const auto id = ++last_id_;
    auto& run = runs_[id];
    run = std::make_unique<Run>(*this, id, std::move(request), std::move(done));
    run->start();
    return RunId{id};
}

void ProcessRunner::cancel(RunId& id) {
    const auto found = runs_.find(static_cast<std::uint64_t>(std::exchange(id, RunId::none)));
    if (found != runs_.end()) found->second->cancel();
}

void ProcessRunner::remove(std::uint64_t id) { runs_.erase(id); }

}  // namespace agent::daemon
