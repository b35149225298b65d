// What observing costs the whole agent: many resources, each a file that changes once a second and is observed, against
// a module that answers at once. Prints the share of a core; fails on no clock.
//   crowd_bench AGENT [RESOURCES [SECONDS]]     500 and 20 unless told
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/agent_process.hpp"
#include "tests/bench/instant_module.hpp"

namespace agent::bench {
namespace {

using namespace std::chrono_literals;

class Crowd {
public:
    Crowd(const std::string& program, int resources) : resources_(resources) {
        std::filesystem::create_directory(place_ / "state");
        std::filesystem::create_directory(place_ / "values");
        change();
        std::ofstream(place_ / "agent.yaml") << configuration();
        agent_.emplace(std::vector<std::string>{}, program, place_ / "agent.yaml", place_ / "agent.log");
        if (!module_.serve_until([](std::string_view command) { return command.starts_with("AT+QCOAPSEND=0,"); }, 30s))
            fail("no Register");
        for (int id = 0; id < resources_; ++id) {
            const auto urc = fmt::format("+QCOAPURC: 0,0,1,{},136,2,\"{:04X}\",6,\"0\",11,\"32000\",11,\"0\",11,\"{}\"",
                                         1000 + id, id, id);
            if (!module_.exchange(urc, 60s)) fail("no answer to an Observe");
        }
    }

    void run(std::chrono::seconds time) {
        const auto used = agent_->processor_time();
        const auto began = Clock::now();
        const auto bytes = module_.bytes_from_agent() + module_.bytes_to_agent();
        int notifications = 0;
        for (auto next = began; next < began + time; next += 1s) {
            change();
            module_.serve_until(
                [&](std::string_view command) {
                    if (command.starts_with("AT+QCOAPSEND=0,")) ++notifications;
                    return Clock::now() >= next + 1s;
                },
                1s);
        }
        const std::chrono::duration<double> wall = Clock::now() - began;
        const std::chrono::duration<double> processor = agent_->processor_time() - used;
        fmt::print(
            "{} observed files that change once a second: {:.0f} notifications a second, {:.2f} % of a core, "
            "{:.0f} us each, {:.0f} kB a second on the serial line\n",
            resources_, notifications / wall.count(), 100 * processor / wall, 1e6 * processor.count() / notifications,
            static_cast<double>(module_.bytes_from_agent() + module_.bytes_to_agent() - bytes) / 1000 / wall.count());
    }

private:
    std::filesystem::path file(int id) const { return place_ / fmt::format("values/{}", id).c_str(); }

    void change() {
        ++value_;
        for (int id = 0; id < resources_; ++id) std::ofstream(file(id), std::ios::trunc) << value_ << "\n";
    }

    std::string configuration() const {
        auto text = fmt::format(R"(version: 1
endpoint: bench
state_directory: "{}"
modem: {{ device: "{}", baud: 115200 }}
servers:
  - {{ short_id: 1, uri: "coap://127.0.0.1:5683", lifetime: 1d, binding: U }}
log: {{ level: warning }}
objects:
  - id: 32000
    resources:
)",
                                (place_ / "state").string(), module_.device());
        for (int id = 0; id < resources_; ++id)
            text += fmt::format("      {}: {{ type: integer, operations: R, file: {{ path: \"{}\" }}, refresh: 1s }}\n",
                                id, file(id).string());
        return text;
    }

    [[noreturn]] void fail(const char* what) const {
        std::ifstream log(place_ / "agent.log");
        const std::string text{std::istreambuf_iterator<char>(log), {}};
        throw std::runtime_error(fmt::format("{}; the agent said:\n{}", what, text));
    }

    const int resources_;
    int value_ = 0;
    Workplace place_;
    InstantModule module_;
    std::optional<AgentProcess> agent_;
};

}  // namespace
}  // namespace agent::bench

int main(int argc, char** argv) try {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (argc < 2) throw std::runtime_error("usage: crowd_bench AGENT [RESOURCES [SECONDS]]");
    agent::bench::Crowd crowd(arguments[1], argc > 2 ? std::stoi(arguments[2]) : 500);
    crowd.run(std::chrono::seconds(argc > 3 ? std::stoi(arguments[3]) : 20));
} catch (const std::exception& error) {
    fmt::print(stderr, "crowd_bench: {}\n", error.what());
    return 1;
}
