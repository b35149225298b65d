// What reporting costs the client on top of the wire: a notification among 10 to 10,000 observed resources, with a Read
// answered after each, and the share of a core that 500 observations take with one change a second each.
// `observations_bench --exchanges COUNT SIZE` notifies and answers so many times and says nothing, for callgrind.
#include <chrono>
#include <deque>
#include <span>
#include <string>

#include <benchmark/benchmark.h>

#include "lwm2m/client/client.hpp"
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

/// A device with `size` observed numbers, /32000/0/i.
class Field : public ClientTest {
public:
    explicit Field(std::size_t size) {
        settings.servers.front().lifetime_s = 0;
        settings.most_observations = size;
        ObjectDefinition object{.id = 32000, .name = "Field"};
        for (Id id = 0; id < size; ++id) {
            object.resources.push_back(
                {.id = id, .name = "Number", .operations = {.read = true}, .type = DataType::floating});
        }
        tree.add(std::move(object));
        for (Id id = 0; id < size; ++id) numbers_.push_back(&add({32000, 0, id}, Value(0.0)));
        start_registered();
        for (Id id = 0; id < size; ++id) {
            const auto token = std::to_string(id);
            send({.method = code::get, .path = "/32000/0/" + token, .observe = 0, .token = token});
            take_sent();
        }
    }
    void TestBody() override {}
    using ClientTest::advance;

    /// False when it was not notified, or the Read that follows not answered.
    bool change_one(std::size_t which, double value) {
        numbers_[which]->set(Value(value));
        if (take_sent().size() != 1) return false;
        send({.method = code::get, .path = "/3/0/9"});
        const auto answers = take_sent();
        return answers.size() == 1 && answers.front().code == code::content;
    }
    std::size_t change_all(double value) {
        for (auto* number : numbers_) number->set(Value(value));
        return take_sent().size();
    }

private:
    std::vector<FakeResource*> numbers_;
};

void notify_one(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    Field field(size);
    double value = 0;
    for (auto _ : state) {
        value += 1;
        if (!field.change_one(static_cast<std::size_t>(value * 7919) % size, value)) {
            return state.SkipWithError("a notification or an answer is missing");
        }
    }
}
BENCHMARK(notify_one)->RangeMultiplier(10)->Range(10, 10'000);

/// One second of 500 observations that change once: the time it takes is the share of a core.
void second_of_500(benchmark::State& state) {
    Field field(500);
    double value = 0;
    for (auto _ : state) {
        if (field.change_all(value += 1) != 500) return state.SkipWithError("a notification is missing");
        field.advance(std::chrono::seconds(1));
    }
    state.counters["share of a core"] = benchmark::Counter(static_cast<double>(state.iterations()),
                                                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(second_of_500)->Unit(benchmark::kMillisecond);

int exchange(int count, std::size_t size) {
    Field field(size);
    for (int value = 1; value <= count; ++value)
        if (!field.change_one(static_cast<std::size_t>(value) * 7919 % size, value)) return 1;
    return 0;
}

}  // namespace
}  // namespace agent::lwm2m::testing

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (argc == 4 && std::string(arguments[1]) == "--exchanges")
        return agent::lwm2m::testing::exchange(std::stoi(arguments[2]), std::stoul(arguments[3]));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
