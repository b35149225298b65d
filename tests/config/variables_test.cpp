#include "config/variables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/print.hpp"
#include "tests/config/fake_host.hpp"

namespace agent::config {
namespace {

using testing::ElementsAre;

Settings load_or_fail(std::string_view text) {
    const auto loaded = FakeHost{}.load_text(text, Purpose::check);
    EXPECT_TRUE(loaded.settings) << testing::PrintToString(texts(loaded.problems)) << text;
    return loaded.settings.value_or(Settings{});
}

std::vector<std::string> problems_of(std::string_view text) { return texts(FakeHost{}.load_text(text).problems); }

TEST(Variables, StandForTextAnywhere) {
    const auto settings = load_or_fail(
        "version: 1\nvariables: { site: north, host: 192.0.2.9, retries: 7, life: 2h, who: \"{hostname}\" }\n"
        "endpoint: \"{var.site}-{var.who}-{var.site}\"\n"
        "modem: { device: \"/dev/lwm2m/{var.site}\" }\n"
        "registration: { retry: { attempts: {var.retries} } }\n"
        "servers: [{ short_id: 1, uri: \"coap://{var.host}:5700\", lifetime: \"{var.life}\" }]\n"
        "objects: [{ id: 3, resources: { 0: { value: \"{{var.site}} {var.site}\" }, 4: { execute: { command: "
        "[/bin/true, \"{var.site}\"] } } } }]\n");
    EXPECT_EQ(settings.endpoint, "north-{hostname}-north");
    EXPECT_EQ(settings.modem.device, "/dev/lwm2m/north");
    EXPECT_EQ(settings.retry.attempts, 7u) << "with or without quotes around it";
    EXPECT_EQ(settings.servers[0].account.uri.text(), "coap://192.0.2.9:5700");
    EXPECT_EQ(settings.servers[0].account.lifetime_s, 7200u);
    const auto& resources = settings.objects[0].instances[0].resources;
    EXPECT_EQ(std::get<ValueSettings>(resources[0].handler).initial,
              lwm2m::ResourceValue(lwm2m::Value(std::string("{{var.site}} north"))));
    EXPECT_THAT(std::get<ExecuteSettings>(resources[1].handler).argv, ElementsAre("/bin/true", "north"));
}

TEST(Variables, ThatAreMissingOrNoTextAreToldOnce) {
    EXPECT_THAT(problems_of(document("endpoint", "endpoint: \"{var.sit}\"\nvariables: { site: a }")),
                ElementsAre("agent.yaml:5:11: endpoint: there is no variable sit (did you mean site?)"));
    EXPECT_THAT(problems_of(document("endpoint", "endpoint: \"{var.site}\"\nvariables: { site: [a] }")),
                ElementsAre("agent.yaml:6:20: variables.site: is a list where a single value belongs"));
    EXPECT_THAT(problems_of(document("endpoint", "endpoint: \"{var.a}\"\nvariables: { a: \"{var.b}\", b: c }")),
                ElementsAre("agent.yaml:6:17: variables.a: names a variable itself"));
    EXPECT_THAT(problems_of(document("variables", "variables: { \"a b\": c, d: e, d: f }")),
                ElementsAre("agent.yaml:5:14: variables.a b: is no name of a variable: letters, digits, - and _",
                            "agent.yaml:5:30: variables.d: given twice, first in line 5"));
    EXPECT_THAT(problems_of(document("variables", "variables: 5")),
                ElementsAre("agent.yaml:5:12: variables: is a single value where a map belongs"));
    EXPECT_THAT(problems_of(document("endpoint", "endpoint: \"{va{var.a}\"\nvariables: { a: \"r.b}\", b: c }")),
                ElementsAre("agent.yaml:5:11: endpoint: has variables that make another one together"));
}

TEST(Variables, AreWhereTheirValueIsWrong) {
    EXPECT_THAT(problems_of(document("stop", "stop: { timeout: \"{var.limit}\" }\nvariables: { limit: soon }")),
                ElementsAre(testing::StartsWith("agent.yaml:6:21: stop.timeout: ")));
}

TEST(Variables, CannotFillTheMemory) {
    std::string text = "variables: { a: \"" + std::string(100'000, 'x') + "\" }\nsend: [";
    for (int i = 0; i < 1000; ++i) text += "\"{var.a}\", ";
    const auto problems = problems_of(document("send", text + "]"));
    EXPECT_EQ(
        std::ranges::count_if(problems, [](const auto& p) { return p.ends_with("the variables fill in too much"); }),
        1);
}

}  // namespace
}  // namespace agent::config
