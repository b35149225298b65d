// Measures the real lwm2m-agentd through a real pty against a module that answers at once: the agent's own share of an
// exchange, its AT bytes against the least the note allows, its memory and its start. Prints a report; fails on no
// clock.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/agent_process.hpp"
#include "tests/bench/instant_module.hpp"
#include "tests/bench/minimum.hpp"

namespace agent::bench {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Options {
    std::string agent;
    int reads = 2000;
    bool instance_reads_only = false;  // for instruction counts: Register, then `reads` times Read /3/0, then leave
    std::vector<std::string> wrapper;  // put before the agent: valgrind ...
};

std::string configuration(const std::string& device, const Workplace& place) {
    return fmt::format(R"(version: 1
endpoint: bench
state_directory: "{0}"
modem: {{ device: "{1}", baud: 115200 }}
servers:
  - {{ short_id: 1, uri: "coap://127.0.0.1:5683", lifetime: 1h, binding: U, version: "1.0" }}
objects:
  - id: 3
    resources:
      0: {{ value: "Open Mobile Alliance" }}
      1: {{ value: "Lightweight M2M Client" }}
      2: {{ value: "345000123" }}
      3: {{ value: "1.0" }}
      4: {{ execute: {{ command: [/bin/true] }} }}
      6: {{ value: {{ 0: 1, 1: 5 }} }}
      7: {{ value: {{ 0: 3800, 1: 5000 }} }}
      8: {{ value: {{ 0: 125, 1: 900 }} }}
      9: {{ value: 100 }}
      10: {{ value: 15 }}
      11: {{ value: {{ 0: 0 }} }}
      13: {{ value: 1367491215, writable: true }}
      14: {{ value: "+02:00", writable: true }}
      15: {{ value: "Europe/Paris", writable: true }}
      16: {{ value: "U" }}
      17: {{ value: "gateway" }}
  - id: 3303
    resources:
      5700: {{ type: float, operations: R, file: {{ path: "{2}" }}, refresh: 1s }}
log: {{ level: warning }}
)",
                       (place / "state").string(), device, (place / "temperature").string());
}

double percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    return values.at(static_cast<std::size_t>(part * static_cast<double>(values.size() - 1)));
}

double micros(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1000.0; }

std::string get_urc(unsigned message_id, std::string_view options, unsigned count) {
    return fmt::format("+QCOAPURC: 0,0,1,{},{},4,\"A1B2C3D4\"{}", message_id, 128 + 2 * count, options);
}

struct Read {
    const char* name;
    const char* options;
    unsigned count;
};

constexpr Read read_resource{"Read /3/0/0", ",11,\"3\",11,\"0\",11,\"0\"", 3};
constexpr Read read_instance{"Read /3/0 (TLV)", ",11,\"3\",11,\"0\",17,\"11542\"", 3};
constexpr Read observe{"Observe /3303/0/5700", ",6,\"0\",11,\"3303\",11,\"0\",11,\"5700\"", 4};

struct Sizes {
    std::string name;
    std::size_t to_module;
    std::size_t least;
    std::size_t from_module;
};

class Bench {
public:
    explicit Bench(Options options) : options_(std::move(options)) {
        std::ofstream(place_ / "temperature") << "21.5\n";
        std::ofstream(place_ / "agent.yaml") << configuration(module_.device(), place_);
        fs::create_directory(place_ / "state");
    }

    void run() {
        AgentProcess agent(options_.wrapper, options_.agent, place_ / "agent.yaml", place_ / "agent.log");
        registered(agent);
        if (options_.instance_reads_only) {
            for (int i = 0; i < options_.reads; ++i) exchange(read_instance);
        } else {
            start_up(agent);
            timed(read_resource);
            timed(read_instance);
            notification();
            update();
            memory(agent);
            sizes();
        }
        stop(agent);
    }

private:
    [[noreturn]] void fail(std::string_view what) const {
        std::ifstream log(place_ / "agent.log");
        const std::string text{std::istreambuf_iterator<char>(log), {}};
        throw std::runtime_error(fmt::format("{}; the agent said:\n{}", what, text));
    }

    /// Serves until the agent's next own request (a confirmable POST) and keeps its commands.
    std::vector<Stretch> own_request(std::chrono::seconds limit) {
        std::vector<Stretch> commands;
        const bool came = module_.serve_until(
            [&](std::string_view command) {
                if (command.starts_with("AT+QCOAPHEAD=")) commands.clear();
                if (command.starts_with("AT+QCOAP")) commands.push_back({{}, std::string(command)});
                return command.starts_with("AT+QCOAPSEND=0,");
            },
            limit);
        if (!came) fail("no message came in time");
        return commands;
    }

    void registered(const AgentProcess& agent) {
        const auto before = module_.bytes_to_agent();
        const auto commands = own_request(options_.wrapper.empty() ? 30s : 300s);
        register_time_ = Clock::now() - agent.started();
        (void)before;
        note("Register", commands, 0);
    }

    void note(std::string name, std::span<const Stretch> commands, std::size_t from_module) {
        std::size_t bytes = 0;
        for (const auto& stretch : commands) bytes += stretch.command.size();
        sizes_.push_back({std::move(name), bytes, minimum_bytes(message_of(commands)), from_module});
    }

    std::vector<Stretch> exchange(const Read& read) {
        auto commands = module_.exchange(get_urc(++message_id_, read.options, read.count), 60s);
        if (!commands) fail(fmt::format("no answer to {}", read.name));
        return *commands;
    }

    void start_up(const AgentProcess& agent) const {
        fmt::print("start to first AT byte: {:.1f} ms; start to Register sent: {:.1f} ms\n",
                   micros(module_.first_byte().value() - agent.started()) / 1000, micros(register_time_) / 1000);
    }

    void timed(const Read& read) {
        for (int i = 0; i < 50; ++i) exchange(read);
        std::vector<double> shares;
        std::size_t line_bytes = 0;
        std::vector<Stretch> last;
        for (int i = 0; i < options_.reads; ++i) {
            const auto before = module_.bytes_from_agent() + module_.bytes_to_agent();
            last = exchange(read);
            line_bytes = module_.bytes_from_agent() + module_.bytes_to_agent() - before;
            std::chrono::nanoseconds share{};
            for (const auto& stretch : last) share += stretch.agent_time;
            shares.push_back(micros(share));
        }
        const auto wire_us = static_cast<double>(line_bytes) * 10 / 115200 * 1e6;
        const auto median = percentile(shares, 0.5);
        fmt::print(
            "{}: agent's share median {:.0f} us, p99 {:.0f} us, {:.2f} % of the {:.1f} ms its {} bytes need at "
            "115200 baud (n={})\n",
            read.name, median, percentile(shares, 0.99), 100 * median / wire_us, wire_us / 1000, line_bytes,
            shares.size());
        std::size_t to_module = 0;
        for (const auto& stretch : last) to_module += stretch.command.size();
        note(read.name, last, line_bytes - to_module);
    }

    void notification() {
        const auto answer = exchange(observe);
        (void)answer;
        std::ofstream(place_ / "temperature", std::ios::trunc) << "22.25\n";
        note("Notification of one float", own_request(20s), 3 * 6);
    }

    void update() {
        const auto written =
            module_.exchange(fmt::format("+QCOAPURC: 0,0,3,{},137,4,\"A1B2C3D4\",11,\"1\",11,\"0\",11,\"1\",12,\"0\",4,"
                                         "\"7200\"",
                                         ++message_id_),
                             60s);
        if (!written) fail("no answer to the Write of the lifetime");
        note("Update of the lifetime", own_request(60s), 0);
    }

    void memory(const AgentProcess& agent) const {
        fmt::print("memory when registered: {} kB resident, {} kB private\n", agent.memory_kb("Rss:"),
                   agent.memory_kb("Private_Dirty:") + agent.memory_kb("Private_Clean:"));
    }

    void sizes() const {
        fmt::print(
            "\n| exchange | AT bytes to the module | least the grammar allows | AT bytes from the module |\n"
            "| --- | --- | --- | --- |\n");
        for (const auto& row : sizes_)
            fmt::print("| {} | {} | {} | {} |\n", row.name, row.to_module, row.least,
                       row.from_module == 0 ? "" : std::to_string(row.from_module));
    }

    void stop(AgentProcess& agent) {
        agent.ask_to_stop();
        for (int i = 0; i < 600 && !agent.ended(); ++i) module_.serve_until([](auto) { return false; }, 1s);
    }

    Options options_;
    Workplace place_;
    InstantModule module_;
    unsigned message_id_ = 1000;
    std::chrono::nanoseconds register_time_{};
    std::vector<Sizes> sizes_;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--agent" && i + 1 < argc)
            options.agent = argv[++i];
        else if (word == "--reads" && i + 1 < argc)
            options.reads = std::stoi(argv[++i]);
        else if (word == "--instance-reads-only")
            options.instance_reads_only = true;
        else if (word == "--wrapper")
            options.wrapper.assign(argv + i + 1, argv + argc), i = argc;
        else
            throw std::runtime_error(fmt::format("unknown word {}", word));
    }
    if (options.agent.empty())
        throw std::runtime_error(
            "usage: agent_bench --agent PATH [--reads N] "
            "[--instance-reads-only] [--wrapper PROGRAM ARGS...]");
    return options;
}

}  // namespace
}  // namespace agent::bench

int main(int argc, char** argv) try {
    agent::bench::Bench(agent::bench::parse(argc, argv)).run();
} catch (const std::exception& error) {
    fmt::print(stderr, "agent_bench: {}\n", error.what());
    return 1;
}
