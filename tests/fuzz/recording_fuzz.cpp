// A stored AT conversation: whatever it holds, each of its commands is answered.
#include <cstdint>
#include <cstdlib>

#include "lwm2m/base/bytes.hpp"
#include "modem/emulator/replay.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent::modem::emulator;
    auto recording = read_recording(agent::as_text({data, size}));
    const auto commands = recording.exchanges;
    agent::Timers timers{agent::TimePoint{}};
    Replay replay(timers, std::move(recording), 1000, {[](std::string_view) {}, {}, {}});
    replay.start();
    for (const auto& exchange : commands) {
        replay.receive(exchange.command);
        replay.receive("\r");
    }
    if (replay.played() > replay.commands()) std::abort();
    return 0;
}
