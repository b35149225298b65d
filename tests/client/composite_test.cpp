// Read-, Observe- and Write-Composite over the wire.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::OptionNumber;
constexpr unsigned text = 0, senml_json = 110, tlv = 11542;

class Composite : public ClientTest {
protected:
    Composite() {
        settings.servers.front().lifetime_s = 0;
        add_bench();
        add_bench(1);
        start_registered();
    }
    Ask fetch(std::string payload, std::optional<unsigned> observe = std::nullopt) {
        return {.method = code::fetch,
                .path = "",
                .accept = senml_json,
                .format = senml_json,
                .payload = std::move(payload),
                .observe = observe};
    }
    /// "2.05 110 [...]", or the code alone.
    std::string said(const Ask& request) {
        const auto message = exchange(request);
        if (message.payload.empty()) return message.code.text();
        return message.code.text() + " " + std::to_string(static_cast<unsigned>(*message.content_format())) + " " +
               text_of(message);
    }
    std::string read(std::string payload) { return said(fetch(std::move(payload))); }
    std::string write(std::string payload) {
        return ask({.method = code::ipatch, .path = "", .format = senml_json, .payload = std::move(payload)});
    }
    static std::string paths(std::initializer_list<const char*> paths) {
        std::string all;
        for (const auto* path : paths) all += (all.empty() ? "[{\"n\":\"" : ",{\"n\":\"") + std::string(path) + "\"}";
        return all + "]";
    }
};

TEST_F(Composite, ReadsPathsOfEveryLevel) {
    EXPECT_EQ(read(paths({"/3/0/9", "/32000/1/0", "/32000/0/3/1"})),
              R"(2.05 110 [{"n":"/3/0/9","v":87},{"n":"/32000/0/3/1","v":20},{"n":"/32000/1/0","v":20.5}])");
    EXPECT_EQ(listener.operations.back(), "Read-Composite / 2.05");
    EXPECT_EQ(read(paths({"/32000/0", "/32000/0/0"})), read(paths({"/32000/0"})));
}

TEST_F(Composite, LeavesOutWhatIsNotThereOrNotForReading) {
    EXPECT_EQ(read(paths({"/3/0/9", "/3/0/99", "/99", "/0/0/0", "/32000/0/4", "/32000/0/3/7"})),
              R"(2.05 110 [{"n":"/3/0/9","v":87}])");
    EXPECT_EQ(read(paths({"/3/0/99"})), "4.04");
    EXPECT_EQ(read(paths({"/32000/0/4"})), "4.05");
    EXPECT_EQ(read(paths({"/0"})), "4.01");
}

TEST_F(Composite, TheRootIsEveryObjectThatServersSee) {  // LightweightM2M-1.1-int-235
    const auto all = read(paths({"/"}));
    for (const auto* there : {"/1/0/", "/3/0/", "/19/0/", "/32000/0/", "/32000/1/"}) {
        EXPECT_NE(all.find(std::string("{\"bn\":\"") + there), std::string::npos) << there << " in " << all;
    }
    EXPECT_EQ(all.find("\"/0/"), std::string::npos) << all;
}

TEST_F(Composite, RefusesWhatItCantAnswer) {
    EXPECT_EQ(read("[]"), "4.00");
    EXPECT_EQ(read(R"([{"n":"/3/0/9","v":1}])"), "4.00");
    EXPECT_EQ(read("what"), "4.00");
    auto request = fetch(paths({"/3/0/9"}));
    request.format = std::nullopt;
    EXPECT_EQ(ask(request), "4.15");
    request.format = tlv;
    EXPECT_EQ(ask(request), "4.15");
    request.format = senml_json;
    request.accept = text;
    EXPECT_EQ(ask(request), "4.06");
    request.accept = std::nullopt;
    EXPECT_EQ(said(request), R"(2.05 110 [{"n":"/3/0/9","v":87}])");
    request.path = "/3";
    EXPECT_EQ(ask(request), "4.05");
}

TEST_F(Composite, WritesAllOrNothing) {
    EXPECT_EQ(write(R"([{"n":"/32000/0/0","v":1.5},{"n":"/32000/1/2","vs":"busy"},{"n":"/3/0/14","vs":"+02:00"}])"),
              "2.04");
    EXPECT_EQ(resource({32000, 0, 0}).value, ResourceValue(Value(1.5)));
    EXPECT_EQ(resource({32000, 1, 2}).value, ResourceValue(Value(std::string("busy"))));
    EXPECT_EQ(resource({3, 0, 14}).value, ResourceValue(Value(std::string("+02:00"))));
    EXPECT_EQ(listener.operations.back(), "Write-Composite / 2.04");

    EXPECT_EQ(write(R"([{"n":"/32000/0/0","v":2.5},{"n":"/3/0/9","v":3}])"), "4.05");  // read-only
    EXPECT_EQ(write(R"([{"n":"/32000/0/0","v":2.5},{"n":"/32000/9/0","v":3}])"), "4.04");
    EXPECT_EQ(write(R"([{"n":"/32000/0/0","v":2.5},{"n":"/0/0/0","vs":"coap://x"}])"), "4.04");
    EXPECT_EQ(write(R"([{"n":"/32000/0/0","vs":"much"}])"), "4.00");
    resource({32000, 1, 2}).failure = Failure{code::internal_server_error, "stuck"};
    EXPECT_EQ(write(R"([{"n":"/32000/0/0","v":2.5},{"n":"/32000/1/2","vs":"idle"}])"), "5.00");
    EXPECT_EQ(resource({32000, 0, 0}).value, ResourceValue(Value(1.5)));
    EXPECT_EQ(ask({.method = code::ipatch, .path = "", .payload = "[]"}), "4.15");
}

TEST_F(Composite, AWriteKeepsTheInstancesItDoesNotName) {
    EXPECT_EQ(write(R"([{"n":"/32000/0/3/1","v":25},{"n":"/32000/0/3/5","v":7}])"), "2.04");
    const InstanceValues levels{{0, std::int64_t{10}}, {1, std::int64_t{25}}, {5, std::int64_t{7}}};
    EXPECT_EQ(resource({32000, 0, 3}).value, ResourceValue(levels));
}

TEST_F(Composite, ObservesSeveralPathsUnderOneToken) {  // LightweightM2M-1.1-int-304
    EXPECT_EQ(said(fetch(paths({"/32000/0/0", "/32000/1/0"}), 0)),
              R"(2.05 110 [{"n":"/32000/0/0","v":20.5},{"n":"/32000/1/0","v":20.5}])");
    resource({32000, 1, 0}).set(Value(21.0));
    auto notification = take_one();
    EXPECT_EQ(notification.token, token_of("T"));
    EXPECT_EQ(notification.uint_option(OptionNumber::observe), 2U);
    EXPECT_EQ(text_of(notification), R"([{"n":"/32000/0/0","v":20.5},{"n":"/32000/1/0","v":21}])");
    resource({32000, 0, 0}).set(Value(3.0));
    EXPECT_EQ(text_of(take_one()), R"([{"n":"/32000/0/0","v":3},{"n":"/32000/1/0","v":21}])");
    resource({32000, 0, 2}).set(Value(std::string("else")));
    EXPECT_TRUE(take_sent().empty());
    const auto status = client->observations(0);
    ASSERT_EQ(status.size(), 1U);
    EXPECT_EQ(status[0].path, (ObjectPath{32000, 0, 0}));
    EXPECT_EQ(status[0].also, (std::vector<ObjectPath>{{32000, 1, 0}}));
}

TEST_F(Composite, ACancelledOneIsNotifiedNoMore) {  // LightweightM2M-1.1-int-305
    const auto wanted = paths({"/32000/0/0", "/32000/0/3/0", "/32000/0/3/1"});
    ask(fetch(wanted, 0));
    EXPECT_EQ(said(fetch(wanted, 1)),
              R"(2.05 110 [{"bn":"/32000/0/","n":"0","v":20.5},{"n":"3/0","v":10},{"n":"3/1","v":20}])");
    resource({32000, 0, 0}).set(Value(21.0));
    EXPECT_TRUE(take_sent().empty());
    EXPECT_TRUE(client->observations(0).empty());
    EXPECT_EQ(resource({32000, 0, 0}).events, "watch unwatch ");
}

TEST_F(Composite, EachPathHasItsOwnThresholdsAndAllTogetherTheWidestPmin) {
    ask({.method = code::put, .path = "/32000/0/0", .query = {"gt=30", "pmin=10"}});
    ask({.method = code::put, .path = "/32000/1/0", .query = {"pmin=20", "pmax=60"}});
    ask(fetch(paths({"/32000/0/0", "/32000/1/0"}), 0));
    EXPECT_EQ(client->observations(0).at(0).attributes.pmin, 20U);
    EXPECT_EQ(client->observations(0).at(0).attributes.pmax, 60U);
    resource({32000, 0, 0}).set(Value(25.0));  // crosses nothing
    advance(30s);
    EXPECT_TRUE(take_sent().empty());
    resource({32000, 0, 0}).set(Value(31.0));
    EXPECT_EQ(text_of(take_one()), R"([{"n":"/32000/0/0","v":31},{"n":"/32000/1/0","v":20.5}])");
    advance(59s);
    EXPECT_TRUE(take_sent().empty());
    advance(1s);
    EXPECT_EQ(take_sent().size(), 1U);
}

TEST_F(Composite, APmaxThatIsIgnoredDoesNotTakeAnothersPlace) {
    for (const auto& ignored : {std::vector<std::string>{"pmax=0"}, {"pmin=20", "pmax=10"}}) {
        ask({.method = code::put, .path = "/32000/0/0", .query = ignored});
        ask({.method = code::put, .path = "/32000/1/0", .query = {"pmax=60"}});
        ask(fetch(paths({"/32000/0/0", "/32000/1/0"}), 0));
        advance(59s);
        EXPECT_TRUE(take_sent().empty());
        advance(1s);
        EXPECT_EQ(take_sent().size(), 1U);
        ask(fetch(paths({"/32000/0/0", "/32000/1/0"}), 1));
    }
}

TEST_F(Composite, AttributesInTheRequestHoldForAllPaths) {
    auto request = fetch(paths({"/32000/0/0", "/32000/1/0"}), 0);
    request.query = {"pmin=30"};
    ask(request);
    resource({32000, 1, 0}).set(Value(21.0));
    advance(29s);
    EXPECT_TRUE(take_sent().empty());
    advance(1s);
    EXPECT_EQ(take_sent().size(), 1U);
    request.query = {"gt=30"};
    EXPECT_EQ(ask(request), "4.00");
}

TEST_F(Composite, ALargeAnswerComesInBlocksOfTheSamePaths) {
    resource({32000, 0, 2}).value = Value(std::string(1500, 'a'));
    resource({32000, 1, 2}).value = Value(std::string(1500, 'b'));
    auto of_a = fetch(paths({"/32000/0/2"}));
    auto of_b = fetch(paths({"/32000/1/2"}));
    EXPECT_NE(text_of(exchange(of_a)).find("aaaa"), std::string::npos);
    EXPECT_NE(text_of(exchange(of_b)).find("bbbb"), std::string::npos);
    of_a.block2 = 1U << 4U | 6U;
    EXPECT_NE(text_of(exchange(of_a)).find("aaaa"), std::string::npos);
}

TEST_F(Composite, LaterBlocksNeedNotRepeatThePaths) {  // RFC 7959 §3.3
    resource({32000, 0, 2}).value = Value(std::string(1500, 'a'));
    auto rest = fetch("");
    rest.block2 = 1U << 4U | 6U;
    EXPECT_EQ(ask(rest), "4.00");
    const auto first = text_of(exchange(fetch(paths({"/32000/0/2"}))));
    const auto second = exchange(rest);
    EXPECT_EQ(second.code, code::content);
    EXPECT_EQ(first + text_of(second), R"([{"n":"/32000/0/2","vs":")" + std::string(1500, 'a') + R"("}])");
    rest.format.reset();
    rest.accept.reset();
    EXPECT_EQ(text_of(exchange(rest)), text_of(second)) << "of a module that prints neither format";
    rest.block2 = 2U << 4U | 6U;
    EXPECT_EQ(ask(rest), "4.00");
    rest.block2 = 1U << 4U | 6U;
    advance(94s);
    EXPECT_EQ(ask(rest), "4.00") << "forgotten";
}

class CompositeOfTwo : public Composite {
protected:
    CompositeOfTwo() {
        client.reset();
        auto second = settings.servers[0];
        second.security_instance = second.instance = 1;
        second.short_id = 124;
        settings.servers.push_back(second);
        settings.access = {{.object = 32000, .owner = 124, .rights = {{123, access::read}}}};
        start();
        transport.sent.clear();
        client->on_connected(0);
        answer(take_one(), code::created, {"rd", "0"});
    }
};

TEST_F(CompositeOfTwo, AServerGetsAndChangesOnlyWhatItMay) {
    EXPECT_EQ(write(R"([{"n":"/3/0/14","vs":"+02:00"},{"n":"/32000/0/0","v":2.5}])"), "4.01");
    EXPECT_EQ(resource({3, 0, 14}).value, ResourceValue(Value(std::string("+01:00"))));
    EXPECT_EQ(read(paths({"/32000/0/0"})), R"(2.05 110 [{"n":"/32000/0/0","v":20.5}])");
    EXPECT_EQ(read(paths({"/1/1/1", "/32000/0/0"})), R"(2.05 110 [{"n":"/32000/0/0","v":20.5}])");
    EXPECT_EQ(read(paths({"/1/1/1"})), "4.01");
}

}  // namespace
}  // namespace agent::lwm2m::testing
