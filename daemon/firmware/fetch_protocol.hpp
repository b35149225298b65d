// What lwm2m-agent-fetch and the agent that started it say to each other. Its arguments are URI, OFFSET, VALIDATOR and
// perhaps CA, as in FetchFrom. Its standard output is one line, what comes, and then that; its exit status says how it
// ended, the last line of its standard error why.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lwm2m/client/package_fetch.hpp"

namespace agent::daemon {

/// The first line: "OFFSET TOTAL VALIDATOR", with "-" for a total that nobody knows.
struct FetchHead {
    std::size_t offset = 0;
    std::optional<std::size_t> total;
    std::string validator;

    friend bool operator==(const FetchHead&, const FetchHead&) = default;
    std::string line() const;
    /// Without the line's end.
    static std::optional<FetchHead> parse(std::string_view line);
};

/// 0: all of it is there. Otherwise the Update Result, and 16 more when another attempt may fare better.
int exit_status(const lwm2m::firmware::FetchEnd& end);
/// Of a status that is none of these: the connection was lost.
lwm2m::firmware::FetchEnd fetch_end(int status, std::string reason);

}  // namespace agent::daemon
