// A file from an HTTP or HTTPS server over the gateway's own network: the program lwm2m-agent-fetch gets it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/loop.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/client/package_fetch.hpp"

namespace agent::daemon {

struct HttpSettings {
    std::string program;            // path of lwm2m-agent-fetch
    std::optional<std::string> ca;  // certificates to trust instead of the system's
    Duration silence_limit = 5min;  // of the program, which has limits of its own for the network
};

/// Where lwm2m-agent-fetch is installed: beside the running program's own folder, in libexec.
std::string fetch_program();

class HttpFetch final : public lwm2m::firmware::PackageFetch {
public:
    HttpFetch(HttpSettings settings, Loop& loop);
    ~HttpFetch() override;

    void start(const lwm2m::firmware::FetchFrom& from, User& user) override;
    void stop() override;

private:
    class Transfer;
    HttpSettings settings_;
    Loop& loop_;
    std::unique_ptr<Transfer> transfer_;
};

}  // namespace agent::daemon
