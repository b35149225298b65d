// A server's URI from a bootstrap: whatever it is, it is refused with a reason or reads back as it was written.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/client/server_account.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent;
    std::string why;
    const auto uri = lwm2m::ServerUri::parse(as_text({data, size}), why);
    if (!uri) {
        if (why.empty()) std::abort();
        return 0;
    }
    const auto again = lwm2m::ServerUri::parse(uri->text(), why);
    if (!again || again->text() != uri->text()) std::abort();
    return 0;
}
