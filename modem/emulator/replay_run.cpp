#include "modem/emulator/replay_run.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <sysexits.h>

#include "modem/emulator/pty.hpp"
#include "modem/emulator/replay.hpp"

namespace agent::modem::emulator {
namespace {

void say(const std::string& text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

std::string summary(const Replay& replay) {
    return fmt::format("{} of {} recorded commands, {} difference{}", replay.played(), replay.commands(),
                       replay.differences(), replay.differences() == 1 ? "" : "s");
}

}  // namespace

int replay(EventLoop& loop, const ReplayOptions& chosen, const EmulatorOptions& options) {
    std::ifstream file(chosen.file, std::ios::binary);
    if (!file) {
        fmt::print(stderr, "bc660k-emulator: {} cannot be read\n", chosen.file);
        return EX_NOINPUT;
    }
    auto recording = read_recording(std::string(std::istreambuf_iterator<char>(file), {}));
    if (recording.exchanges.empty()) {
        fmt::print(stderr, "bc660k-emulator: {}: there is no AT conversation in it\n", chosen.file);
        return EX_NOINPUT;
    }
    Replay* player = nullptr;
    constexpr std::size_t room = 4096;
    Pty pty(loop, options.link,
            {[] { return room; }, [&player](std::string_view bytes) { player->receive(bytes); }, options.on_moved});
    Replay replay(loop.timers(), std::move(recording), chosen.speed,
                  {[&pty](std::string_view bytes) { pty.write(bytes); },
                   [](const Replay::Difference& difference) { say("difference " + difference.text()); },
                   [&replay] { say("complete " + summary(replay)); }});
    player = &replay;
    say("port " + pty.path());
    replay.start();
    loop.run();
    if (!replay.is_complete()) say("ended " + summary(replay));
    return replay.is_complete() && replay.differences() == 0 ? EX_OK : EXIT_FAILURE;
}

}  // namespace agent::modem::emulator
