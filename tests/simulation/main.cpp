// simulation --seed N --days D [--trace]     one run, replayed exactly
// simulation --seeds FIRST COUNT --days D    many runs, each of D simulated days; says how to replay one that fails
// simulation ... --caught                    succeeds when a run fails: for agents with a planted mistake
#include <chrono>
#include <cstring>
#include <string>

#include "tests/simulation/world.hpp"

namespace agent::simulation {
namespace {

struct Options {
    std::uint64_t first = 1;
    std::uint64_t count = 1;
    std::uint64_t days = 10;
    bool trace = false;
    bool caught = false;
};

/// nullopt when an argument is not understood.
std::optional<Options> parse(int argc, char** argv) {
    Options options;
    const auto number = [&](int& at) { return ++at < argc ? std::strtoull(argv[at], nullptr, 10) : 0; };
    for (int at = 1; at < argc; ++at) {
        const std::string_view name = argv[at];
        if (name == "--seed") {
            options.first = number(at);
        } else if (name == "--seeds") {
            options.first = number(at);
            options.count = number(at);
        } else if (name == "--days") {
            options.days = number(at);
        } else if (name == "--trace") {
            options.trace = true;
        } else if (name == "--caught") {
            options.caught = true;
        } else {
            return std::nullopt;
        }
    }
    return options.count > 0 && options.days > 0 ? std::optional(options) : std::nullopt;
}

struct Total {
    std::uint64_t steps = 0, power_cuts = 0, bootstraps = 0;
    Server::Statistics servers;

    void add(const World& world) {
        const auto one = world.statistics();
        steps += world.steps();
        power_cuts += world.power_cuts();
        bootstraps += world.bootstraps();
        servers.answers += one.answers;
        servers.notifications += one.notifications;
        servers.registers += one.registers;
        servers.writes += one.writes;
        servers.executes += one.executes;
        servers.instances += one.instances;
        servers.sends += one.sends;
        servers.sent_in_blocks += one.sent_in_blocks;
        servers.stored += one.stored;
        servers.transfers += one.transfers;
        servers.uploads += one.uploads;
        servers.held += one.held;
        servers.composites += one.composites;
    }
};

int run(const Options& options, const char* program) {
    const auto began = std::chrono::steady_clock::now();
    Total total;
    for (auto seed = options.first; seed < options.first + options.count; ++seed) {
        try {
            World world(seed, options.trace);
            world.run(24h * options.days);
            total.add(world);
        } catch (const Broken& broken) {
            fmt::print("seed {}: {}\n", seed, broken.what());
            fmt::print("replay: {} --seed {} --days {} --trace\n", program, seed, options.days);
            if (options.caught) fmt::print("caught by seed {} of {}\n", seed - options.first + 1, options.count);
            return options.caught ? 0 : 1;
        }
    }
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    fmt::print(
        "{} device-days in {:.1f} s: {} answers, {} writes, {} executes, {} instances, {} values in blocks, {} "
        "written in blocks, {} composite operations, {} requests held, {} notifications, {} of them stored before, {} "
        "Sends, {} of them in blocks, {} registrations, {} bootstraps, {} power cuts, {} steps\n",
        options.count * options.days, took, total.servers.answers, total.servers.writes, total.servers.executes,
        total.servers.instances, total.servers.transfers, total.servers.uploads, total.servers.composites,
        total.servers.held, total.servers.notifications + total.servers.stored, total.servers.stored,
        total.servers.sends, total.servers.sent_in_blocks, total.servers.registers, total.bootstraps, total.power_cuts,
        total.steps);
    if (options.caught) fmt::print("the planted mistake was not noticed\n");
    return options.caught ? 1 : 0;
}

}  // namespace
}  // namespace agent::simulation

int main(int argc, char** argv) {
    const auto options = agent::simulation::parse(argc, argv);
    if (!options) {
        fmt::print(stderr, "usage: {} [--seed N | --seeds FIRST COUNT] [--days D] [--trace] [--caught]\n", argv[0]);
        return 2;
    }
    return agent::simulation::run(*options, argv[0]);
}
