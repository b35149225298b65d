#include "daemon/firmware/http_fetch.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

namespace agent::daemon {

using lwm2m::firmware::FetchEnd;
using lwm2m::firmware::FetchFrom;
using lwm2m::firmware::UpdateResult;

namespace {

constexpr long ok = 200;
constexpr long partial_content = 206;
constexpr long range_not_satisfiable = 416;

void initialise_once() {
    static const auto result = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)result;
}

long in_seconds(Duration duration) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

/// Whether another attempt may fare better.
bool is_transient(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_PARTIAL_FILE:
        case CURLE_GOT_NOTHING:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return true;
        default:
            return false;
    }
}

/// What a status that brings no file says.
FetchEnd refusal(long status) {
    const bool transient = status >= 500 || status == 408 || status == 429 || status == range_not_satisfiable;
    return {transient ? UpdateResult::connection_lost : UpdateResult::invalid_uri, transient,
            fmt::format("the server answered {}", status)};
}

FetchEnd failure(CURLcode code, const char* detail) {
    const auto* reason = *detail != '\0' ? detail : curl_easy_strerror(code);
    if (code == CURLE_URL_MALFORMAT) return {UpdateResult::invalid_uri, false, reason};
    if (code == CURLE_UNSUPPORTED_PROTOCOL) return {UpdateResult::unsupported_protocol, false, reason};
    if (code == CURLE_OUT_OF_MEMORY) return {UpdateResult::out_of_memory, false, reason};
    return {UpdateResult::connection_lost, is_transient(code), reason};
}

/// The value of a header line of that name (in lower case).
std::optional<std::string_view> header_value(std::string_view line, std::string_view name) {
    if (line.size() <= name.size() || line[name.size()] != ':') return std::nullopt;
    const auto same = [](char lower, char sent) { return lower == std::tolower(static_cast<unsigned char>(sent)); };
    if (!std::equal(name.begin(), name.end(), line.begin(), same)) return std::nullopt;
    line.remove_prefix(name.size() + 1);
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.remove_suffix(1);
    return line;
}

}  // namespace

/// One attempt; its destruction ends it.
class HttpFetch::Transfer {
public:
    Transfer(HttpFetch& owner, FetchFrom from, User& user);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

private:
    struct Socket {
        Loop::Watch readable;
        Loop::Watch writable;
    };

    void set_options();
    void set_range();
    void on_header(std::string_view line);
    bool on_body(BytesView bytes);
    void watch(curl_socket_t socket, int what);
    void act(curl_socket_t socket, int events);
    void arm(long milliseconds);
    void look_for_the_end();
    void end(CURLcode code);
    FetchEnd ending(CURLcode code, long status) const;

    static std::size_t header_callback(char* data, std::size_t, std::size_t size, void* self);
    static std::size_t body_callback(char* data, std::size_t, std::size_t size, void* self);
    static int socket_callback(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int timer_callback(CURLM*, long milliseconds, void* self);

    HttpFetch& owner_;
    FetchFrom from_;
    User& user_;
    CURLM* multi_;
    CURL* easy_;
    curl_slist* headers_ = nullptr;
    std::unordered_map<curl_socket_t, Socket> sockets_;
    TimerId timer_ = TimerId::none;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    std::string validator_;
    bool begun_ = false;
    bool refused_ = false;  // the user wants no more
};

HttpFetch::Transfer::Transfer(HttpFetch& owner, FetchFrom from, User& user)
    : owner_(owner), from_(std::move(from)), user_(user), multi_(curl_multi_init()), easy_(curl_easy_init()) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &socket_callback);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &timer_callback);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    set_options();
    set_range();
    curl_multi_add_handle(multi_, easy_);
}

HttpFetch::Transfer::~Transfer() {
    curl_multi_remove_handle(multi_, easy_);
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
    owner_.loop_.timers().cancel(timer_);
}

void HttpFetch::Transfer::set_options() {
    const auto& settings = owner_.settings_;
    const bool secure = from_.uri.size() > 5 && (from_.uri[4] == 's' || from_.uri[4] == 'S');
    curl_easy_setopt(easy_, CURLOPT_URL, from_.uri.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy_, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy_, CURLOPT_MAXREDIRS, settings.most_redirects);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
    if (settings.ca) curl_easy_setopt(easy_, CURLOPT_CAINFO, settings.ca->c_str());
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, in_seconds(settings.connect_limit));
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_TIME, in_seconds(settings.stall_limit));
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(easy_, CURLOPT_USERAGENT, "lwm2m-agentd");
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &header_callback);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &body_callback);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
}

void HttpFetch::Transfer::set_range() {
    // By hand: with CURLOPT_RESUME_FROM a server that sends all of another file would be an error.
    if (from_.offset == 0) return;
    headers_ = curl_slist_append(headers_, fmt::format("Range: bytes={}-", from_.offset).c_str());
    headers_ = curl_slist_append(headers_, ("If-Range: " + from_.validator).c_str());
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
}

void HttpFetch::Transfer::on_header(std::string_view line) {
    if (line.starts_with("HTTP/")) return validator_.clear();  // of a redirection before
    const auto tag = header_value(line, "etag");
    // A weak tag is no promise about bytes (RFC 9110 §13.1.5).
    if (tag && !tag->starts_with("W/")) validator_ = *tag;
    const auto date = header_value(line, "last-modified");
    if (date && validator_.empty()) validator_ = *date;
}

bool HttpFetch::Transfer::on_body(BytesView bytes) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    if (status != ok && status != partial_content) return true;  // a page for people, ended by refusal()
    if (!begun_) {
        begun_ = true;
        const auto offset = status == partial_content ? from_.offset : 0;
        curl_off_t length = -1;
        curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        const auto total = length >= 0 ? std::optional(offset + static_cast<std::size_t>(length)) : std::nullopt;
        refused_ = !user_.on_begin(offset, total, validator_);
    }
    if (!refused_) refused_ = !user_.on_bytes(bytes);
    return !refused_;
}

void HttpFetch::Transfer::watch(curl_socket_t socket, int what) {
    if (what == CURL_POLL_REMOVE) {
        sockets_.erase(socket);
        return;
    }
    auto& watched = sockets_[socket];
    auto& loop = owner_.loop_;
    const auto wants = [what](int direction) { return (what & direction) != 0; };
    if (!wants(CURL_POLL_IN)) watched.readable = {};
    if (!wants(CURL_POLL_OUT)) watched.writable = {};
    if (wants(CURL_POLL_IN) && !watched.readable) {
        watched.readable = loop.watch(socket, Readiness::readable, [this, socket] { act(socket, CURL_CSELECT_IN); });
    }
    if (wants(CURL_POLL_OUT) && !watched.writable) {
        watched.writable = loop.watch(socket, Readiness::writable, [this, socket] { act(socket, CURL_CSELECT_OUT); });
    }
}

void HttpFetch::Transfer::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    look_for_the_end();
}

void HttpFetch::Transfer::arm(long milliseconds) {
    auto& timers = owner_.loop_.timers();
    timers.cancel(timer_);
    if (milliseconds < 0) return;
    timer_ = timers.after(std::chrono::milliseconds(milliseconds), [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

void HttpFetch::Transfer::look_for_the_end() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_, &left))
        if (message->msg == CURLMSG_DONE) return end(message->data.result);
}

FetchEnd HttpFetch::Transfer::ending(CURLcode code, long status) const {
    if (code != CURLE_OK) return failure(code, detail_.data());
    if (status != ok && status != partial_content) return refusal(status);
    if (!begun_) return {UpdateResult::integrity_check_failed, false, "the file is empty"};
    return {};
}

void HttpFetch::Transfer::end(CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    const auto how = ending(code, status);
    auto& user = user_;
    const bool silent = refused_;
    // The file is shorter than what is kept of it: it is another one.
    if (status == range_not_satisfiable && from_.offset > 0) (void)user.on_begin(0, std::nullopt, {});
    const auto self = std::move(owner_.transfer_);  // this lives until the user has been told
    if (!silent) user.on_end(how);
}

std::size_t HttpFetch::Transfer::header_callback(char* data, std::size_t, std::size_t size, void* self) {
    static_cast<Transfer*>(self)->on_header({data, size});
    return size;
}

std::size_t HttpFetch::Transfer::body_callback(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<Transfer*>(self)->on_body(as_bytes({data, size})) ? size : 0;
}

int HttpFetch::Transfer::socket_callback(CURL*, curl_socket_t socket, int what, void* self, void*) {
    static_cast<Transfer*>(self)->watch(socket, what);
    return 0;
}

int HttpFetch::Transfer::timer_callback(CURLM*, long milliseconds, void* self) {
    static_cast<Transfer*>(self)->arm(milliseconds);
    return 0;
}

HttpFetch::HttpFetch(HttpSettings settings, Loop& loop, Log log)
    : settings_(std::move(settings)), loop_(loop), log_(log) {
    initialise_once();
}

HttpFetch::~HttpFetch() = default;

void HttpFetch::start(const FetchFrom& from, User& user) {
    transfer_.reset();
    transfer_ = std::make_unique<Transfer>(*this, from, user);
}

void HttpFetch::stop() { transfer_.reset(); }

}  // namespace agent::daemon
