// The JSON Schema knows exactly the keys that the decoder knows, map by map.
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

using nlohmann::json;
using Keys = std::set<std::string, std::less<>>;
using Nodes = std::vector<const json*>;

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    return (std::stringstream() << file.rdbuf()).str();
}

class Schema {
public:
    Schema() : root_(json::parse(file_text(AGENT_SOURCE_DIR "/config/lwm2m-agent.schema.json"))) {}

    /// The maps with keys of their own that may stand at a key path: "servers[0].psk".
    Nodes maps_at(const std::string& path) const {
        Nodes nodes{&root_};
        static const std::regex segment(R"(\[\d+\]|[^.\[\]]+)");
        for (std::sregex_iterator part(path.begin(), path.end(), segment), end; part != end; ++part) {
            Nodes below;
            for (const auto* node : alternatives(nodes)) step(*node, part->str(), below);
            nodes = std::move(below);
        }
        Nodes maps;
        for (const auto* node : alternatives(nodes))
            if (node->contains("properties")) maps.push_back(node);
        return maps;
    }

    /// Every map with keys of its own, with a name for messages.
    std::map<const json*, std::string> maps() const {
        std::map<const json*, std::string> found{{&root_, "the file"}};
        for (const auto& [name, definition] : root_.at("$defs").items())
            if (definition.contains("properties")) found.emplace(&definition, name);
        return found;
    }

private:
    Nodes alternatives(const Nodes& nodes) const {
        Nodes all;
        for (const auto* node : nodes) {
            if (node->contains("$ref")) {
                const auto name = node->at("$ref").get<std::string>().substr(std::string_view("#/$defs/").size());
                node = &root_.at("$defs").at(name);
            }
            all.push_back(node);
            Nodes inner;
            if (node->contains("oneOf"))
                for (const auto& one : node->at("oneOf")) inner.push_back(&one);
            if (!inner.empty()) {
                const auto below = alternatives(inner);
                all.insert(all.end(), below.begin(), below.end());
            }
        }
        return all;
    }
    static void step(const json& node, const std::string& part, Nodes& below) {
        if (part.front() == '[') {
            if (node.contains("items")) below.push_back(&node.at("items"));
            return;
        }
        if (node.contains("properties") && node.at("properties").contains(part)) {
            below.push_back(&node.at("properties").at(part));
            return;
        }
        if (!node.contains("patternProperties")) return;
        for (const auto& [pattern, value] : node.at("patternProperties").items())
            if (std::regex_search(part, std::regex(pattern))) below.push_back(&value);
    }

    json root_;
};

Keys keys_of(const json& map) {
    Keys keys;
    for (const auto& [key, value] : map.at("properties").items()) keys.insert(key);
    return keys;
}

/// What the long example only mentions in its comments.
constexpr std::string_view seldom = R"(version: 1
modem:
  device: /dev/ttyUSB0
  sim_pin: { file: /pin }
  recovery: { hard_reset: { command: [/bin/true] }, reopen_after: 2 }
  timing: { poll: 3s }
  encoding: { extended_codes: true }
bootstrap: { uri: "coaps://192.0.2.1", psk: { key: { file: /key, format: hex } } }
servers:
  - { short_id: 1, uri: "coaps://192.0.2.1", retry: { first: 1s }, psk: { key: { credential: psk } } }
  - { short_id: 2, uri: "coap://192.0.2.1", apn_profile: 1 }
objects:
  - { id: 11, instances: { 1: { resources: { 0: { type: string, operations: R, value: a } } } } }
  - { id: 3, resources: { 0: { value: Acme } }, owner: 1, access: { 2: R } }
  - { id: 19, resources: { 0: { value: { 0: { hex: "00" } } } }, create: { most: 2, resources: { 0: { persist: true } } } }
  - { id: 26241, name: Own, version: "1.0", resources: { 0: { type: opaque, operations: R, value: { hex: "00" } } } }
  - id: 5
    firmware:
      install: { command: [/bin/install, "{file}"], confirm: { command: [/bin/true] } }
      name: { command: { argv: [/bin/true] } }
      version: { file: { path: /version } }
      package: { max_size: 1MiB }
      pull: [coaps]
      keys: [{ host: fw.example.net, psk: { identity: gw1, key: { file: /key } } }]
)";

/// Known to the decoder for the sake of a better message: it refuses them there.
bool is_refused(const std::string& path, std::string_view key) {
    const bool said = path.ends_with("firmware.name") || path.ends_with("firmware.version");
    return said && (key == "clock" || key == "execute");
}

/// What the decoder knows of each document that the tests and the examples have between them.
std::vector<KnownKeys> known_keys() {
    const std::string example = AGENT_SOURCE_DIR "/config/examples/agent.example.yaml";
    FakeHost host;
    host.files["/key"] = {"00112233445566778899aabbccddeeff\n", 0600};
    host.files["/pin"] = {"1234\n", 0600};
    const auto long_one = load(example, host_environment(), Purpose::check);
    const auto other = host.load_text(seldom, Purpose::check);
    EXPECT_THAT(texts(long_one.problems), testing::IsEmpty());
    EXPECT_THAT(texts(other.problems), testing::IsEmpty());
    return {long_one.known_keys, other.known_keys};
}

TEST(Schema, HasTheKeysThatTheDecoderHasAndNoOthers) {
    const Schema schema;
    std::map<const json*, Keys> decoded;
    for (const auto& document : known_keys()) {
        for (const auto& [path, keys] : document) {
            Keys offered;
            for (const auto* map : schema.maps_at(path)) {
                offered.merge(keys_of(*map));
                decoded[map].insert(keys.begin(), keys.end());
            }
            for (const auto& key : keys)
                EXPECT_TRUE(offered.contains(key) || is_refused(path, key)) << key << " at " << path;
        }
    }
    for (const auto& [map, name] : schema.maps()) {
        for (const auto& key : keys_of(*map))
            EXPECT_TRUE(decoded[map].contains(key)) << "the decoder does not know " << key << " of " << name;
    }
}

TEST(Schema, SaysOfEachKeyWhatItIs) {
    const Schema schema;
    for (const auto& [map, name] : schema.maps())
        for (const auto& [key, value] : map->at("properties").items())
            EXPECT_TRUE(value.contains("description")) << key << " of " << name;
}

TEST(Schema, StandsInStepWithTheLongExample) {
    const auto example = file_text(AGENT_SOURCE_DIR "/config/examples/agent.example.yaml");
    const Schema schema;
    for (const auto& [map, name] : schema.maps())
        for (const auto& key : keys_of(*map))
            EXPECT_TRUE(std::regex_search(example, std::regex("\\b" + key + ":"))) << key << " of " << name;
}

}  // namespace
}  // namespace agent::config
