// Payloads that are too large for one message (RFC 7959), in both directions and of both sides' requests.
#include <cctype>
#include <set>

#include "lwm2m/coap/block.hpp"
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::Block;
using coap::OptionNumber;
constexpr unsigned text = 0, opaque = 42;

unsigned block(std::uint32_t number, bool more, std::uint8_t size_exponent) {
    return Block{.number = number, .more = more, .size_exponent = size_exponent}.value();
}

class Uploading : public ClientTest {
protected:
    Uploading() {
        settings.accepts_continue = true;
        settings.servers.front().lifetime_s = 0;
        add_bench();
        start_registered();
    }
    Ask part(std::uint32_t number, bool more, std::string payload, const std::string& path = "/32000/0/2") {
        return {.method = code::put,
                .path = path,
                .format = text,
                .payload = std::move(payload),
                .block1 = block(number, more, 0)};
    }
    std::string send_part(std::uint32_t number, bool more, std::string payload,
                          const std::string& path = "/32000/0/2") {
        return brief(exchange(part(number, more, std::move(payload), path)));
    }
    std::string text_now() { return text_of(exchange({code::get, "/32000/0/2"})); }
    const std::string a = std::string(16, 'a'), b = std::string(16, 'b');
};

TEST_F(Uploading, BlocksArePutTogetherAndServedOnce) {
    auto answer = exchange(part(0, true, a));
    EXPECT_EQ(answer.code, code::continue_);
    EXPECT_EQ(answer.uint_option(OptionNumber::block1), block(0, true, 0));
    EXPECT_EQ(send_part(1, true, b), "2.31");
    EXPECT_EQ(resource({32000, 0, 2}).events, "");
    answer = exchange(part(2, false, "end"));
    EXPECT_EQ(answer.code, code::changed);
    EXPECT_EQ(answer.uint_option(OptionNumber::block1), block(2, false, 0));
    EXPECT_EQ(text_now(), a + b + "end");
    EXPECT_EQ(resource({32000, 0, 2}).events, "prepare commit ");
}

TEST_F(Uploading, ARepeatedBlockIsAnsweredAgainAndCountsOnce) {
    coap::Message first{.code = code::put, .message_id = 1, .token = token_of("T")};
    for (const auto* segment : {"32000", "0", "2"}) first.add_string(OptionNumber::uri_path, segment);
    first.add_uint(OptionNumber::content_format, text);
    first.add_uint(OptionNumber::block1, block(0, true, 0));
    first.payload = to_bytes(a);
    client->on_message(0, first);
    client->on_message(0, first);
    EXPECT_EQ(take_one().code, code::continue_);
    client->on_message(0, first);
    EXPECT_EQ(take_one().code, code::continue_);
    EXPECT_EQ(send_part(1, false, "end"), "2.04");
    EXPECT_EQ(text_now(), a + "end");
}

TEST_F(Uploading, AGapOrAnotherFormatIsIncomplete) {
    EXPECT_EQ(send_part(1, true, b), "4.08");  // of nothing
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(2, true, b), "4.08");
    EXPECT_EQ(send_part(1, true, b), "4.08");  // it is gone
    EXPECT_EQ(send_part(0, true, a), "2.31");
    auto other = part(1, false, b);
    other.format = opaque;
    EXPECT_EQ(brief(exchange(other)), "4.08");
    EXPECT_EQ(send_part(0, true, "short"), "4.00");
    EXPECT_EQ(text_now(), "idle");
}

TEST_F(Uploading, AFirstBlockBeginsAnew) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(0, true, b), "2.31");
    EXPECT_EQ(send_part(1, false, "end"), "2.04");
    EXPECT_EQ(text_now(), b + "end");
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(0, false, "whole"), "2.04");
    EXPECT_EQ(text_now(), "whole");
    EXPECT_EQ(send_part(1, false, "end"), "4.08");
}

TEST_F(Uploading, PathsAndQueriesAreKeptApart) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(0, true, b, "/32000/0/5"), "2.31");
    EXPECT_EQ(send_part(1, false, "end"), "2.04");
    EXPECT_EQ(send_part(1, false, "end", "/32000/0/5"), "2.04");
    EXPECT_EQ(text_now(), a + "end");
    EXPECT_EQ(resource({32000, 0, 5}).pending, ResourceValue(Value(b + "end")));
}

TEST_F(Uploading, BlocksMayBecomeSmaller) {
    auto large = part(0, true, a + b);
    large.block1 = block(0, true, 1);
    EXPECT_EQ(brief(exchange(large)), "2.31");
    EXPECT_EQ(send_part(2, false, "end"), "2.04");
    EXPECT_EQ(text_now(), a + b + "end");
}

TEST_F(Uploading, AStalledTransferIsGivenUp) {
    EXPECT_EQ(send_part(0, true, a), "2.31");
    advance(92s);
    EXPECT_EQ(send_part(1, true, b), "2.31");
    advance(93s);
    EXPECT_EQ(send_part(2, false, "end"), "4.08");
}

TEST_F(Uploading, MemoryHasItsLimit) {
    settings.most_upload_bytes = 40;
    restart();
    auto announced = part(0, true, a);
    announced.size1 = 41;
    auto answer = exchange(announced);
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 40U);
    EXPECT_EQ(send_part(0, true, a), "2.31");
    EXPECT_EQ(send_part(0, true, a, "/32000/0/5"), "2.31");
    EXPECT_EQ(send_part(1, true, b), "4.13");
    EXPECT_EQ(send_part(1, true, b), "4.08");
    EXPECT_EQ(send_part(0, true, a, "/32000/0/0"), "2.31");
}

TEST_F(Uploading, OfManyTransfersTheOldestIsGivenUp) {
    for (const auto* path : {"/32000/0/2", "/32000/0/5", "/32000/0/0", "/32000/0/1", "/3/0/14"}) {
        EXPECT_EQ(send_part(0, true, a, path), "2.31");
    }
    EXPECT_EQ(send_part(1, false, "end"), "4.08");
    EXPECT_EQ(send_part(1, false, "end", "/32000/0/5"), "2.04");
}

TEST_F(Uploading, WithoutContinueAPayloadHasToComeInOneMessage) {  // RFC 7959 §2.9.3
    settings.accepts_continue = false;
    restart();
    const auto answer = exchange(part(0, true, a));
    EXPECT_EQ(answer.code, code::request_entity_too_large);
    EXPECT_EQ(answer.uint_option(OptionNumber::block1), block(0, true, 0));
    EXPECT_EQ(answer.uint_option(OptionNumber::size1), 1024U);
    EXPECT_EQ(send_part(0, false, "whole"), "2.04");
}

class Answering : public ClientTest {
protected:
    Answering() {
        add_bench();
        resource({32000, 0, 2}).value = Value(large);
        start_registered();
    }
    coap::Message get(std::optional<unsigned> block2) {
        return exchange({.method = code::get, .path = "/32000/0/2", .block2 = block2});
    }
    std::string large = std::string(1024, 'x') + std::string(1024, 'y') + "z";
};

TEST_F(Answering, ALargeAnswerComesInBlocks) {
    const auto first = get({});
    EXPECT_EQ(first.uint_option(OptionNumber::block2), block(0, true, 6));
    EXPECT_EQ(first.uint_option(OptionNumber::size2), 2049U);
    const auto second = get(block(1, false, 6));
    EXPECT_EQ(second.uint_option(OptionNumber::block2), block(1, true, 6));
    const auto third = get(block(2, false, 6));
    EXPECT_EQ(third.uint_option(OptionNumber::block2), block(2, false, 6));
    EXPECT_EQ(text_of(first) + text_of(second) + text_of(third), large);
    EXPECT_EQ(first.find(OptionNumber::etag)->value, third.find(OptionNumber::etag)->value);
    EXPECT_EQ(resource({32000, 0, 2}).reads, 1);
    EXPECT_EQ(get(block(3, false, 6)).code, code::bad_request);
}

TEST_F(Answering, TheServerMayAskForSmallerBlocksFromTheBeginning) {
    std::string all;
    for (std::uint32_t number = 0;; ++number) {
        const auto answer = get(block(number, false, 4));
        const auto got = Block::from(answer.uint_option(OptionNumber::block2).value()).value();
        EXPECT_EQ(got.number, number);
        EXPECT_EQ(got.size_exponent, 4);
        all += text_of(answer);
        if (!got.more) break;
    }
    EXPECT_EQ(all, large);
}

TEST_F(Answering, TagsArePrintableForModulesThatTakeThemAsTheyAre) {
    std::set<std::string> tags;
    for (unsigned i = 0; i < 100; ++i) {
        resource({32000, 0, 2}).value = Value(large + std::to_string(i));
        const auto tag = get({}).find(OptionNumber::etag)->value;
        for (const auto letter : tag) EXPECT_TRUE(std::isalnum(letter) != 0 || letter == '-' || letter == '_') << tag;
        EXPECT_EQ(tag.size(), 4U);
        tags.insert(tag);
    }
    EXPECT_EQ(tags.size(), 100U);
}

TEST_F(Answering, ABlockOfAValueThatHasChangedHasAnotherTag) {
    const auto before = get({}).find(OptionNumber::etag)->value;
    advance(94s);  // forgotten
    resource({32000, 0, 2}).value = Value(large + "!");
    EXPECT_NE(get(block(1, false, 6)).find(OptionNumber::etag)->value, before);
    resource({32000, 0, 2}).value = Value(std::string("short"));
    advance(94s);
    EXPECT_EQ(get(block(1, false, 6)).code, code::bad_request);
}

}  // namespace
}  // namespace agent::lwm2m::testing
