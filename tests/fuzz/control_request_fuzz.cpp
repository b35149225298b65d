// A line of the control socket: it is a command that is written to the same line again, or it has a problem whose
// excerpt lies within its text.
#include <cstdint>
#include <cstdlib>

#include "daemon/control/decode.hpp"
#include "daemon/control/replies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::daemon::control;
    const auto command = decode({reinterpret_cast<const char*>(data), size});
    if (command) {
        const auto again = decode(encode(*command));
        if (!again || !(*again == *command)) std::abort();
        return 0;
    }
    const auto& problem = command.error();
    if (problem.message.empty() || failure(problem).find('\n') != std::string::npos) std::abort();
    if (problem.where && problem.where->from + problem.where->length > problem.where->text.size()) std::abort();
    return 0;
}
