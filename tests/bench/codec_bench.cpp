// What a Read of /3/0 with 15 resources costs in each content format, and one of its integers in those of one value:
// time to encode and to decode, and the bytes of the payload.
#include <benchmark/benchmark.h>

#include "lwm2m/codec/codec.hpp"
#include "tests/codec/device_example.hpp"

namespace agent::lwm2m::codec {
namespace {

using coap::ContentFormat;

/// The specification's example and two more resources.
Content device_of_15_resources() {
    auto content = device_content();
    auto& resources = content.front().resources;
    resources.insert(resources.end() - 1, {15, Value(std::string("Europe/Paris"))});
    resources.push_back({17, Value(std::string("gateway"))});
    return content;
}

struct Subject {
    const char* name;
    ContentFormat format;
    ObjectPath path;
    Content content;
};

std::vector<Subject> subjects() {
    const auto device = device_of_15_resources();
    const Content integer{{0, {{9, Value(std::int64_t{100})}}}};
    const ObjectPath instance(3, 0), resource(3, 0, 9);
    return {{"TLV /3/0", ContentFormat::lwm2m_tlv, instance, device},
            {"SenML CBOR /3/0", ContentFormat::senml_cbor, instance, device},
            {"SenML JSON /3/0", ContentFormat::senml_json, instance, device},
            {"LwM2M JSON /3/0", ContentFormat::lwm2m_json, instance, device},
            {"text /3/0/9", ContentFormat::text, resource, integer},
            {"CBOR /3/0/9", ContentFormat::cbor, resource, integer},
            {"TLV /3/0/9", ContentFormat::lwm2m_tlv, resource, integer},
            {"SenML CBOR /3/0/9", ContentFormat::senml_cbor, resource, integer},
            {"SenML JSON /3/0/9", ContentFormat::senml_json, resource, integer},
            {"LwM2M JSON /3/0/9", ContentFormat::lwm2m_json, resource, integer}};
}

void encode_one(benchmark::State& state, const Subject& subject) {
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto payload = encode(subject.format, subject.path, subject.content);
        bytes = payload->size();
        benchmark::DoNotOptimize(payload);
    }
    state.counters["payload"] = static_cast<double>(bytes);
}

void decode_one(benchmark::State& state, const Subject& subject) {
    const auto payload = encode(subject.format, subject.path, subject.content).value();
    const auto& definition = *core_definition(subject.path.object());
    for (auto _ : state) {
        const auto content = decode(subject.format, subject.path, payload, definition);
        if (!content || *content != subject.content) return state.SkipWithError("it reads as something else");
        benchmark::DoNotOptimize(content);
    }
    state.counters["payload"] = static_cast<double>(payload.size());
}

}  // namespace
}  // namespace agent::lwm2m::codec

int main(int argc, char** argv) {
    namespace codec = agent::lwm2m::codec;
    const auto subjects = codec::subjects();
    for (const auto& subject : subjects) {
        const auto name = std::string(subject.name);
        benchmark::RegisterBenchmark(("encode " + name).c_str(),
                                     [&](benchmark::State& state) { codec::encode_one(state, subject); });
        benchmark::RegisterBenchmark(("decode " + name).c_str(),
                                     [&](benchmark::State& state) { codec::decode_one(state, subject); });
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
