#include "daemon/firmware/http_fetch.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/firmware/fetch_protocol.hpp"
#include "daemon/spawn.hpp"

namespace agent::daemon {

using lwm2m::firmware::FetchEnd;
using lwm2m::firmware::FetchFrom;
using lwm2m::firmware::UpdateResult;

namespace {

constexpr std::size_t longest_head = 2048;
constexpr std::size_t most_errors = 512;  // bytes of the last line of standard error

std::string last_line(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace

std::string fetch_program() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path().parent_path() / "libexec/lwm2m-agent/lwm2m-agent-fetch").string();
}

/// One attempt: the running program. Its destruction ends it.
class HttpFetch::Transfer {
public:
    Transfer(HttpFetch& owner, User& user) : owner_(owner), user_(user) {}
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    void start(const FetchFrom& from);

private:
    bool read_output();  // false: the pipe is empty for now or at its end, or nothing more is wanted
    void read_errors();
    // As read_output() says whether to go on. The head may come in pieces.
    bool take(BytesView bytes);
    bool take_head(BytesView& bytes);
    void on_ended();
    void expect_output();
    void end(const FetchEnd& how);
    void fail(std::string reason);

    HttpFetch& owner_;
    User& user_;
    Spawned child_;
    Loop::Watch output_watch_;
    Loop::Watch errors_watch_;
    Loop::Watch ended_watch_;
    TimerId timer_ = TimerId::none;
    std::string head_;  // what has come of the first line
    std::string errors_;
    bool begun_ = false;
};

HttpFetch::Transfer::~Transfer() {
    owner_.loop_.timers().cancel(timer_);
    if (child_.pid <= 0) return;
    ::kill(-child_.pid, SIGKILL);
    ::waitpid(child_.pid, nullptr, 0);
}

void HttpFetch::Transfer::start(const FetchFrom& from) {
    std::vector<std::string> argv{owner_.settings_.program, std::to_string(from.offset), from.validator};
    if (owner_.settings_.ca) argv.push_back(*owner_.settings_.ca);
    auto spawned = spawn(argv, from.uri);  // it may hold a password
    auto& loop = owner_.loop_;
    if (!spawned) {
        timer_ = loop.timers().after(Duration::zero(), [this, why = spawned.error().message()] {
            end({UpdateResult::connection_lost, false,
                 fmt::format("{} cannot be started: {}", owner_.settings_.program, why)});
        });
        return;
    }
    child_ = std::move(*spawned);
    output_watch_ = loop.watch(child_.output.get(), Readiness::readable, [this] { (void)read_output(); });
    errors_watch_ = loop.watch(child_.errors.get(), Readiness::readable, [this] { read_errors(); });
    ended_watch_ = loop.watch(child_.ended.get(), Readiness::readable, [this] { on_ended(); });
    expect_output();
}

void HttpFetch::Transfer::expect_output() {
    auto& timers = owner_.loop_.timers();
    timers.cancel(timer_);
    timer_ = timers.after(owner_.settings_.silence_limit, [this] { fail("lwm2m-agent-fetch hangs"); });
}

bool HttpFetch::Transfer::read_output() {
    std::array<std::uint8_t, 16 * 1024> piece{};
    const auto got = ::read(child_.output.get(), piece.data(), piece.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (got <= 0) {
        output_watch_ = {};
        return false;
    }
    expect_output();
    return take(BytesView(piece).first(static_cast<std::size_t>(got)));
}

bool HttpFetch::Transfer::take(BytesView bytes) {
    if (!begun_ && !take_head(bytes)) return false;
    if (bytes.empty() || user_.on_bytes(bytes)) return true;
    const auto self = std::move(owner_.transfer_);  // the user wants no more, and this lives until it returns
    return false;
}

bool HttpFetch::Transfer::take_head(BytesView& bytes) {
    const auto text = as_text(bytes);
    const auto length = text.find('\n');
    head_ += text.substr(0, length);
    const bool is_whole = length != std::string_view::npos;
    bytes = is_whole ? bytes.subspan(length + 1) : BytesView();
    if (!is_whole && head_.size() <= longest_head) return true;
    const auto head = is_whole ? FetchHead::parse(head_) : std::nullopt;
    if (!head) {
        fail("lwm2m-agent-fetch says something else than it should");
        return false;
    }
    begun_ = true;
    if (user_.on_begin(head->offset, head->total, head->validator)) return true;
    const auto self = std::move(owner_.transfer_);
    return false;
}

void HttpFetch::Transfer::read_errors() {
    std::array<char, 4096> piece{};
    const auto got = ::read(child_.errors.get(), piece.data(), piece.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        errors_watch_ = {};
        return;
    }
    errors_.append(piece.data(), static_cast<std::size_t>(got));
    if (errors_.size() > most_errors) errors_.erase(0, errors_.size() - most_errors);
}

void HttpFetch::Transfer::on_ended() {
    int status = 0;
    if (::waitpid(child_.pid, &status, WNOHANG) != child_.pid) return;
    child_.pid = -1;
    const auto& owner = owner_;
    while (read_output()) {
    }
    if (owner.transfer_.get() != this) return;  // it is over, and this is gone
    read_errors();
    if (WIFSIGNALED(status)) return fail(fmt::format("lwm2m-agent-fetch was ended by signal {}", WTERMSIG(status)));
    const auto how = fetch_end(WEXITSTATUS(status), last_line(errors_));
    if (how.result == UpdateResult::initial && !begun_) return fail("lwm2m-agent-fetch brought nothing");
    end(how);
}

void HttpFetch::Transfer::fail(std::string reason) { end({UpdateResult::connection_lost, true, std::move(reason)}); }

void HttpFetch::Transfer::end(const FetchEnd& how) {
    const auto self = std::move(owner_.transfer_);  // this lives until the user has been told
    user_.on_end(how);
}

HttpFetch::HttpFetch(HttpSettings settings, Loop& loop) : settings_(std::move(settings)), loop_(loop) {}

HttpFetch::~HttpFetch() = default;

void HttpFetch::start(const FetchFrom& from, User& user) {
    transfer_ = std::make_unique<Transfer>(*this, user);
    transfer_->start(from);
}

void HttpFetch::stop() { transfer_.reset(); }

}  // namespace agent::daemon
