// Discover on every level: what lies there, how often, of which version and with which attributes.
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned links = 40;

class Discover : public ClientTest {
protected:
    void write(const std::string& path, std::vector<std::string> queries) {
        ASSERT_EQ(ask({code::put, path, {}, {}, "", std::move(queries)}), "2.04") << path;
    }
    std::string discover(const std::string& path) {
        const auto answer = ask({code::get, path, links});
        return answer.starts_with("2.05 40 ") ? answer.substr(8) : answer;
    }
};

TEST_F(Discover, TellsResourcesDimensionsAndAttributes) {  // LightweightM2M-1.1-int-260
    start_registered();
    EXPECT_EQ(discover("/3"), "</3>,</3/0>,</3/0/0>,</3/0/4>,</3/0/7>;dim=2,</3/0/9>,</3/0/14>,</3/0/15>");
    write("/3/0", {"pmin=10", "pmax=200"});
    EXPECT_EQ(discover("/3"),
              "</3>,</3/0>;pmin=10;pmax=200,</3/0/0>,</3/0/4>,</3/0/7>;dim=2,</3/0/9>,</3/0/14>,</3/0/15>");
    write("/3/0/7", {"lt=1", "gt=6", "st=1"});
    EXPECT_EQ(discover("/3"),
              "</3>,</3/0>;pmin=10;pmax=200,</3/0/0>,</3/0/4>,</3/0/7>;dim=2;gt=6;lt=1;st=1,</3/0/9>,</3/0/14>,"
              "</3/0/15>");
}

TEST_F(Discover, TheTargetHasWhatItInheritsAndTheRestItsOwn) {
    start_registered();
    write("/3", {"pmin=10"});
    write("/3/0", {"pmax=60"});
    write("/3/0/7", {"gt=50.5", "lt=42.2"});
    write("/3/0/7/1", {"con=1", "gt=60"});
    EXPECT_EQ(discover("/3"),
              "</3>;pmin=10,</3/0>;pmax=60,</3/0/0>,</3/0/4>,</3/0/7>;dim=2;gt=50.5;lt=42.2,</3/0/9>,</3/0/14>,"
              "</3/0/15>");
    EXPECT_EQ(discover("/3/0"),
              "</3/0>;pmin=10;pmax=60,</3/0/0>,</3/0/4>,</3/0/7>;dim=2;gt=50.5;lt=42.2,</3/0/9>,</3/0/14>,</3/0/15>");
    EXPECT_EQ(discover("/3/0/7"), "</3/0/7>;dim=2;pmin=10;pmax=60;gt=50.5;lt=42.2,</3/0/7/0>,</3/0/7/1>;gt=60;con=1");
    EXPECT_EQ(discover("/3/0/7/0"), "</3/0/7/0>;pmin=10;pmax=60;gt=50.5;lt=42.2");
    EXPECT_EQ(discover("/3/0/7/1"), "</3/0/7/1>;pmin=10;pmax=60;gt=60;lt=42.2;con=1");
    EXPECT_EQ(discover("/3/0/9"), "</3/0/9>;pmin=10;pmax=60");
    write("/3", {"pmin"});  // taken away again
    EXPECT_EQ(discover("/3/0/4"), "</3/0/4>;pmax=60");
}

TEST_F(Discover, GoesAsDeepAsItIsAsked) {
    start_registered();
    const auto to_depth = [this](std::string path, std::string depth) {
        return text_of(
            exchange({.method = code::get, .path = std::move(path), .accept = 40, .query = {"depth=" + depth}}));
    };
    EXPECT_EQ(to_depth("/3", "0"), "</3>");
    EXPECT_EQ(to_depth("/3", "1"), "</3>,</3/0>");
    EXPECT_EQ(to_depth("/3", "2"), discover("/3"));
    EXPECT_EQ(to_depth("/3", "3"),
              "</3>,</3/0>,</3/0/0>,</3/0/4>,</3/0/7>;dim=2,</3/0/7/0>,</3/0/7/1>,</3/0/9>,</3/0/14>,</3/0/15>");
    EXPECT_EQ(to_depth("/3/0", "0"), "</3/0>");
    EXPECT_EQ(to_depth("/3/0/7", "0"), "</3/0/7>;dim=2");
    for (const auto* query : {"depth=4", "depth", "depth=", "depth=-1", "depth=10", "what=1"}) {
        EXPECT_EQ(ask({.method = code::get, .path = "/3", .accept = 40, .query = {query}}), "4.00") << query;
    }
}

TEST_F(Discover, TellsTheVersionOfAnObjectThatIsNotTheUsualOne) {
    auto bench = bench_object();
    bench.version = {1, 2};
    tree.add(bench);
    start_registered();
    EXPECT_EQ(discover("/32000"), "</32000>;ver=1.2");
    EXPECT_EQ(discover("/19"), "</19>,</19/0>,</19/0/0>;dim=2");
    EXPECT_EQ(discover("/1").substr(0, 11), "</1>,</1/0>");
}

TEST_F(Discover, OfVersion10QuotesTheVersionAndKnowsNoResourceInstances) {
    settings.servers.front().version = {1, 0};
    auto bench = bench_object();
    bench.version = {1, 2};
    tree.add(bench);
    start_registered();
    EXPECT_EQ(discover("/32000"), "</32000>;ver=\"1.2\"");
    EXPECT_EQ(discover("/3/0/7"), "</3/0/7>;dim=2");
}

TEST_F(Discover, SaysNothingOfAMultipleResourceThatCannotBeRead) {
    auto bench = bench_object();
    bench.resources[3].operations.read = false;
    tree.add(bench);
    add_bench();
    start_registered();
    EXPECT_EQ(discover("/32000/0/3"), "</32000/0/3>");
    EXPECT_EQ(discover("/32000/0/3/0"), "4.05");
    resource({3, 0, 7}).failure = Failure{code::internal_server_error, "gone"};
    EXPECT_EQ(discover("/3/0/7"), "</3/0/7>");
    EXPECT_EQ(discover("/3/0/7/0"), "5.00");
}

TEST_F(Discover, IsNotConfusedByADeleteMeanwhile) {
    add_bench(1);
    start_registered();
    resource({32000, 1, 3}).slow = true;
    send({code::get, "/32000/1", links});
    tree.find(32000)->remove_instance(1);
    advance(121s);
    const auto messages = take_sent();
    EXPECT_EQ(messages.back().code, code::not_found);
}

}  // namespace
}  // namespace agent::lwm2m::testing
