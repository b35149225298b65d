// bc660k-emulator: a BC660K-GL on a pty, until SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>
#include <sysexits.h>

#include "modem/emulator/options.hpp"
#include "modem/emulator/replay_run.hpp"

namespace {

agent::modem::emulator::EventLoop* running_loop = nullptr;

void stop_on_signal() {
    struct sigaction action {};
    action.sa_handler = [](int) { running_loop->stop(); };
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaction(signal, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace agent::modem::emulator;
    auto parsed = parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_code;
    try {
        const auto say_port = [](const std::string& port) {
            fmt::print("port {}\n", port);
            std::fflush(stdout);
        };
        parsed.options->on_moved = say_port;
        EventLoop loop;
        running_loop = &loop;
        stop_on_signal();
        if (!parsed.replay.file.empty()) return replay(loop, parsed.replay, *parsed.options);
        Emulator emulator(loop, std::move(*parsed.options));
        say_port(emulator.port());
        loop.run();
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "bc660k-emulator: {}\n", error.what());
        return EX_USAGE;
    } catch (const std::exception& error) {
        fmt::print(stderr, "bc660k-emulator: {}\n", error.what());
        return EX_OSERR;
    }
    return EX_OK;
}
