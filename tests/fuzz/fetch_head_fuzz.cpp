// The first line of lwm2m-agent-fetch: what is read is written again as it stood.
#include <cstdint>
#include <cstdlib>

#include "daemon/firmware/fetch_protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using agent::daemon::FetchHead;
    const auto line = agent::as_text({data, size});
    const auto head = FetchHead::parse(line.substr(0, line.find('\n')));
    if (!head) return 0;
    const auto again = head->line();
    if (FetchHead::parse(std::string_view(again).substr(0, again.size() - 1)) != head) std::abort();
    return 0;
}
