// A pull over CoAP on virtual time: the blocks it asks for, as they leave, and what it makes of the answers.
#include "lwm2m/client/package_pull.hpp"

#include "lwm2m/client/coap_fetch.hpp"
#include "rig.hpp"

namespace agent::lwm2m::firmware {
namespace {

using coap::Block;
using coap::OptionNumber;
using testing::FakeTransport;
using testing::Lines;
namespace code = coap::code;

struct FakePlace : PackagePlace {
    std::size_t size() const override { return bytes.size(); }
    std::string validator() const override { return tag; }
    UpdateResult restart(std::optional<std::size_t> total, const std::string& validator) override {
        bytes.clear();
        tag = validator;
        said = total;
        return total && *total > most ? UpdateResult::not_enough_storage : UpdateResult::initial;
    }
    UpdateResult add(BytesView more) override {
        if (bytes.size() + more.size() > most) return UpdateResult::not_enough_storage;
        bytes += as_text(more);
        return UpdateResult::initial;
    }
    std::string bytes;
    std::string tag;
    std::optional<std::size_t> said;
    std::size_t most = 1'000'000;
};

std::string package(std::size_t size) {
    std::string bytes;
    while (bytes.size() < size) bytes += "line " + std::to_string(bytes.size()) + "\n";
    bytes.resize(size);
    return bytes;
}

class Pull : public ::testing::Test {
protected:
    void start(const std::string& uri = "coap://192.0.2.9/fw/gw.bin?v=2") {
        pull.start(uri, [this](UpdateResult with) { result = with; });
        advance(0s);
    }
    void advance(Duration by) {
        const auto until = timers.now() + by;
        while (timers.advance(until)) {
        }
    }
    /// "0/512" of the one request that left since.
    std::string asked() {
        advance(0s);
        EXPECT_EQ(transport.sent.size(), 1U);
        if (transport.sent.size() != 1) return {};
        request = transport.sent.front();
        transport.sent.clear();
        EXPECT_EQ(request.code, code::get);
        const auto block = Block::from(request.uint_option(OptionNumber::block2).value_or(0));
        return std::to_string(block->offset()) + "/" + std::to_string(block->size());
    }
    /// Answers the last request with its block of `file`.
    void answer(const std::string& file, std::string_view tag = "T1", std::optional<std::uint8_t> exponent = {}) {
        const auto wanted = *Block::from(*request.uint_option(OptionNumber::block2));
        Block block{.size_exponent = exponent.value_or(wanted.size_exponent)};
        block.number = static_cast<std::uint32_t>(wanted.offset() / block.size());
        block.more = wanted.offset() + block.size() < file.size();
        coap::Message response{.type = coap::Type::acknowledgement,
                               .code = code::content,
                               .message_id = request.message_id,
                               .token = request.token};
        if (!tag.empty()) response.add_string(OptionNumber::etag, tag);
        response.add_uint(OptionNumber::block2, block.value());
        if (wanted.offset() == 0) response.add_uint(OptionNumber::size2, static_cast<std::uint32_t>(file.size()));
        response.payload = to_bytes(file.substr(wanted.offset(), block.size()));
        fetch.on_message(response);
        advance(0s);
    }
    void answer_with(coap::Code code) {
        fetch.on_message({.type = coap::Type::acknowledgement,
                          .code = code,
                          .message_id = request.message_id,
                          .token = request.token});
        advance(0s);
    }

    Timers timers{TimePoint{12h}};
    Random random{7};
    FakeTransport transport{timers};
    Lines lines;
    Log log{lines, "test", LogLevel::trace};
    std::optional<ServerIndex> context = package_contexts.front();
    CoapFetch fetch{{.free_context = [this] { return context; }}, timers, random, log, transport};
    FakePlace place;
    PackagePull pull{fetch, place, {.first = 10s, .most = 1min, .attempts = 3, .jitter = 0}, timers, random, log};
    std::optional<UpdateResult> result;
    coap::Message request;
};

TEST_F(Pull, AsksBlockByBlock) {
    const auto file = package(1200);
    start();
    EXPECT_EQ(transport.connects, 1);
    fetch.on_connected();
    EXPECT_EQ(asked(), "0/512");
    EXPECT_EQ(request.uri_path(), "/fw/gw.bin");
    EXPECT_EQ(request.values(OptionNumber::uri_query), std::vector<std::string_view>{"v=2"});
    answer(file);
    EXPECT_EQ(place.said, 1200U);
    EXPECT_EQ(asked(), "512/512");
    answer(file);
    EXPECT_EQ(asked(), "1024/512");
    EXPECT_FALSE(result);
    answer(file);
    EXPECT_EQ(result, UpdateResult::initial);
    EXPECT_EQ(place.bytes, file);
    EXPECT_EQ(transport.disconnects, 1);
}

TEST_F(Pull, TakesSmallerBlocksWhenTheServerHasThem) {
    const auto file = package(200);
    start();
    fetch.on_connected();
    EXPECT_EQ(asked(), "0/512");
    answer(file, "", 2);
    EXPECT_EQ(asked(), "64/64");
    answer(file, "");
    EXPECT_EQ(asked(), "128/64");
    answer(file, "");
    EXPECT_EQ(asked(), "192/64");
    answer(file, "");
    EXPECT_EQ(result, UpdateResult::initial);
    EXPECT_EQ(place.bytes, file);
}

TEST_F(Pull, GoesOnWhereTheConnectionBroke) {
    const auto file = package(1200);
    start();
    fetch.on_connected();
    asked();
    answer(file);
    EXPECT_EQ(asked(), "512/512");
    fetch.on_disconnected(make_error_code(boost::system::errc::io_error));
    EXPECT_FALSE(result);
    advance(9s);
    EXPECT_EQ(transport.connects, 1);
    advance(1s);
    EXPECT_EQ(transport.connects, 2);
    fetch.on_connected();
    EXPECT_EQ(asked(), "512/512");
    answer(file);
    EXPECT_EQ(asked(), "1024/512");
    answer(file);
    EXPECT_EQ(result, UpdateResult::initial);
    EXPECT_EQ(place.bytes, file);
}

TEST_F(Pull, BeginsAnewWhenTheFileIsAnotherOne) {
    const auto file = package(700);
    start();
    fetch.on_connected();
    asked();
    answer(package(1200), "old");
    asked();
    fetch.on_disconnected(make_error_code(boost::system::errc::io_error));
    advance(10s);
    fetch.on_connected();
    EXPECT_EQ(asked(), "512/512");
    answer(file, "new");
    EXPECT_EQ(asked(), "0/512");
    answer(file, "new");
    EXPECT_EQ(asked(), "512/512");
    answer(file, "new");
    EXPECT_EQ(result, UpdateResult::initial);
    EXPECT_EQ(place.bytes, file);
}

TEST_F(Pull, DoesNotMixTwoFiles) {
    start();
    fetch.on_connected();
    asked();
    answer(package(1200), "old");
    asked();
    answer(package(1100), "new");
    EXPECT_TRUE(lines.has("the file changed meanwhile"));
    EXPECT_EQ(place.bytes.size(), 512U);
    EXPECT_FALSE(result);
}

TEST_F(Pull, EndsWithConnectionLostAfterItsAttempts) {
    start();
    for (const auto wait : {10s, 20s}) {
        fetch.on_disconnected(make_error_code(boost::system::errc::timed_out));
        EXPECT_FALSE(result);
        advance(wait);
    }
    EXPECT_EQ(transport.connects, 3);
    fetch.on_disconnected(make_error_code(boost::system::errc::timed_out));
    EXPECT_EQ(result, UpdateResult::connection_lost);
    advance(1h);
    EXPECT_EQ(transport.connects, 3);
}

TEST_F(Pull, CountsAttemptsThatGetNoFurtherThanThoseBefore) {
    start();
    for (const auto wait : {10s, 20s, 0s}) {
        fetch.on_connected();
        EXPECT_EQ(asked(), "0/512");
        answer(package(1200), "");  // without a tag nothing of it can be kept for the next attempt
        EXPECT_EQ(asked(), "512/512");
        EXPECT_FALSE(result);
        fetch.on_disconnected(make_error_code(boost::system::errc::timed_out));
        advance(wait);
    }
    EXPECT_EQ(result, UpdateResult::connection_lost);
}

TEST_F(Pull, EndsAnAttemptThatHearsNothing) {
    start();
    fetch.on_connected();
    asked();
    advance(coap::max_transmit_wait - 1s);
    EXPECT_FALSE(lines.has("package_interrupted"));
    advance(1s);
    EXPECT_TRUE(lines.has("package_interrupted"));
    EXPECT_EQ(transport.connects, 1);
    advance(10s);
    EXPECT_EQ(transport.connects, 2);
    EXPECT_FALSE(result);
}

TEST_F(Pull, EndsAnAttemptThatGetsNoConnection) {
    start();
    advance(2min - 1s);
    EXPECT_FALSE(lines.has("package_interrupted"));
    advance(1s);
    EXPECT_TRUE(lines.has("no connection to the server in time"));
    EXPECT_EQ(transport.disconnects, 1);
    advance(10s);
    EXPECT_EQ(transport.connects, 2);
}

TEST_F(Pull, WaitsForAContextThatNoServerHas) {
    context.reset();
    start();
    EXPECT_TRUE(lines.has("servers need all of the module's contexts"));
    EXPECT_EQ(transport.connects, 0);
    context = package_contexts.back();
    advance(10s);
    EXPECT_EQ(transport.events, std::vector<std::string>{"connect 4 coap://192.0.2.9/fw/gw.bin?v=2"});
    fetch.on_connected();
    EXPECT_EQ(asked(), "0/512");
    EXPECT_TRUE(fetch.holds(4));
    EXPECT_FALSE(fetch.holds(3));
    answer("all of it");
    EXPECT_EQ(result, UpdateResult::initial);
    EXPECT_EQ(transport.events.back(), "disconnect 4");
    EXPECT_FALSE(fetch.holds(4));
}

TEST_F(Pull, EndsWhereServersNeedAllContextsForLong) {
    context.reset();
    start();
    advance(10s + 20s);
    EXPECT_EQ(result, UpdateResult::connection_lost);
    EXPECT_EQ(transport.connects, 0);
}

TEST_F(Pull, LeavesTheContextToAServerThatComesMeanwhile) {
    start();
    fetch.on_connected();
    asked();
    EXPECT_TRUE(fetch.holds(3));
    context = package_contexts.back();
    EXPECT_FALSE(fetch.holds(3));
    advance(coap::max_transmit_wait + 10s);
    EXPECT_EQ(transport.connects, 2);
    EXPECT_EQ(transport.disconnects, 0);
    EXPECT_TRUE(fetch.holds(4));
}

TEST_F(Pull, SaysWhatTheServerRefuses) {
    start();
    fetch.on_connected();
    asked();
    answer_with(code::not_found);
    EXPECT_EQ(result, UpdateResult::invalid_uri);
}

TEST_F(Pull, TriesAgainWhatTheServerCannotDoNow) {
    start();
    fetch.on_connected();
    asked();
    answer_with(code::service_unavailable);
    EXPECT_FALSE(result);
    advance(10s);
    EXPECT_EQ(transport.connects, 2);
}

TEST_F(Pull, EndsWhenThereIsNoRoom) {
    place.most = 600;
    start();
    fetch.on_connected();
    asked();
    answer(package(1200));
    EXPECT_EQ(result, UpdateResult::not_enough_storage);
    EXPECT_EQ(transport.disconnects, 1);
    EXPECT_TRUE(place.bytes.empty());
}

TEST_F(Pull, StopsWithoutAWord) {
    start();
    fetch.on_connected();
    asked();
    pull.stop();
    answer(package(1200));
    advance(1h);
    EXPECT_FALSE(result);
    EXPECT_TRUE(place.bytes.empty());
    EXPECT_TRUE(transport.sent.empty());
}

TEST_F(Pull, NeedsAKeyForASecureServer) {
    start("coaps://192.0.2.9/fw");
    EXPECT_EQ(result, UpdateResult::connection_lost);
    EXPECT_TRUE(lines.has("no key is known for this server"));
    EXPECT_EQ(transport.connects, 0);
}

}  // namespace
}  // namespace agent::lwm2m::firmware
