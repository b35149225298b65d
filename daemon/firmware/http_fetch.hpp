// A file from an HTTP or HTTPS server over the gateway's own network, by libcurl on the daemon's loop.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/loop.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/client/package_fetch.hpp"

namespace agent::daemon {

struct HttpSettings {
    std::optional<std::string> ca;  // certificates to trust instead of the system's
    Duration connect_limit = 30s;
    Duration stall_limit = 60s;  // without a byte
    long most_redirects = 5;     // https never leads to http
};

class HttpFetch final : public lwm2m::firmware::PackageFetch {
public:
    HttpFetch(HttpSettings settings, Loop& loop, Log log);
    ~HttpFetch() override;

    void start(const lwm2m::firmware::FetchFrom& from, User& user) override;
    void stop() override;

private:
    class Transfer;
    HttpSettings settings_;
    Loop& loop_;
    Log log_;
    std::unique_ptr<Transfer> transfer_;
};

}  // namespace agent::daemon
