// lwm2m-agent-fetch: a file from an HTTP or HTTPS server over the gateway's own network, to standard output. A program
// of its own, so that libcurl and what it brings is in memory only while a package is pulled.
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>

#include <curl/curl.h>
#include <unistd.h>

#include "daemon/firmware/fetch_protocol.hpp"

namespace {

using namespace agent;
using agent::lwm2m::firmware::FetchEnd;
using agent::lwm2m::firmware::FetchFrom;
using agent::lwm2m::firmware::UpdateResult;

constexpr long ok = 200;
constexpr long partial_content = 206;
constexpr long range_not_satisfiable = 416;
constexpr long connect_limit_s = 30;
constexpr long stall_limit_s = 60;  // without a byte
constexpr long most_redirects = 5;  // https never leads to http

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
            "the server answered " + std::to_string(status)};
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
    for (std::size_t at = 0; at < name.size(); ++at)
        if (std::tolower(static_cast<unsigned char>(line[at])) != name[at]) return std::nullopt;
    line.remove_prefix(name.size() + 1);
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.remove_suffix(1);
    return line;
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

class Transfer {
public:
    Transfer(FetchFrom from, std::string ca) : from_(std::move(from)), ca_(std::move(ca)), easy_(curl_easy_init()) {
        set_options();
        set_range();
    }
    ~Transfer() {
        curl_easy_cleanup(easy_);
        curl_slist_free_all(headers_);
    }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    FetchEnd run() {
        const auto code = curl_easy_perform(easy_);
        // The file is shorter than what is kept of it: it is another one.
        if (status() == range_not_satisfiable && from_.offset > 0) write_all(daemon::FetchHead{}.line());
        if (code != CURLE_OK) return failure(code, detail_.data());
        if (!brings_file()) return refusal(status());
        if (!begun_) return {UpdateResult::integrity_check_failed, false, "the file is empty"};
        return {};
    }

private:
    void set_options();
    void set_range();
    void on_header(std::string_view line);
    bool on_body(std::string_view bytes);
    bool begin();
    long status() const {
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        return status;
    }
    bool brings_file() const { return status() == ok || status() == partial_content; }

    static std::size_t header_callback(char* data, std::size_t, std::size_t size, void* self) {
        static_cast<Transfer*>(self)->on_header({data, size});
        return size;
    }
    static std::size_t body_callback(char* data, std::size_t, std::size_t size, void* self) {
        return static_cast<Transfer*>(self)->on_body({data, size}) ? size : 0;
    }

    FetchFrom from_;
    std::string ca_;
    CURL* easy_;
    curl_slist* headers_ = nullptr;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    std::string validator_;
    bool begun_ = false;
};

void Transfer::set_options() {
    const bool secure = from_.uri.size() > 5 && (from_.uri[4] == 's' || from_.uri[4] == 'S');
    curl_easy_setopt(easy_, CURLOPT_URL, from_.uri.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy_, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy_, CURLOPT_MAXREDIRS, most_redirects);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_.empty()) curl_easy_setopt(easy_, CURLOPT_CAINFO, ca_.c_str());
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, connect_limit_s);
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_TIME, stall_limit_s);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(easy_, CURLOPT_USERAGENT, "lwm2m-agentd");
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &header_callback);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &body_callback);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
}

void Transfer::set_range() {
    // By hand: with CURLOPT_RESUME_FROM a server that sends all of another file would be an error.
    if (from_.offset == 0) return;
    headers_ = curl_slist_append(headers_, ("Range: bytes=" + std::to_string(from_.offset) + "-").c_str());
    headers_ = curl_slist_append(headers_, ("If-Range: " + from_.validator).c_str());
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
}

void Transfer::on_header(std::string_view line) {
    if (line.starts_with("HTTP/")) return validator_.clear();  // of a redirection before
    const auto tag = header_value(line, "etag");
    // A weak tag is no promise about bytes (RFC 9110 §13.1.5).
    if (tag && !tag->starts_with("W/")) validator_ = *tag;
    const auto date = header_value(line, "last-modified");
    if (date && validator_.empty()) validator_ = *date;
}

bool Transfer::on_body(std::string_view bytes) {
    if (!brings_file()) return true;  // a page for people, ended by refusal()
    if (!begun_ && !begin()) return false;
    return write_all(bytes);
}

bool Transfer::begin() {
    begun_ = true;
    daemon::FetchHead head{
        .offset = status() == partial_content ? from_.offset : 0, .total = {}, .validator = validator_};
    curl_off_t length = -1;
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length >= 0) head.total = head.offset + static_cast<std::size_t>(length);
    return write_all(head.line());
}

std::string read_input() {
    std::string text;
    for (int c = std::getchar(); c != EOF; c = std::getchar()) text.push_back(static_cast<char>(c));
    return text;
}

FetchEnd fetch(int count, char** words) {
    if (count < 3 || count > 4) {
        return {UpdateResult::invalid_uri, false,
                "usage: lwm2m-agent-fetch OFFSET VALIDATOR [CA], the URI on standard input; the agent starts it"};
    }
    FetchFrom from{.uri = read_input(), .validator = words[2]};
    const std::string_view offset = words[1];
    const auto read = std::from_chars(offset.data(), offset.data() + offset.size(), from.offset);
    if (read.ec != std::errc{}) return {UpdateResult::invalid_uri, false, "OFFSET is no number"};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return {UpdateResult::out_of_memory, false, "libcurl cannot be initialised"};
    }
    return Transfer(std::move(from), count == 4 ? words[3] : "").run();
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // the agent wants no more: the write says so
    const auto end = fetch(argc, argv);
    if (!end.reason.empty()) std::fprintf(stderr, "%s\n", end.reason.c_str());
    return daemon::exit_status(end);
}
