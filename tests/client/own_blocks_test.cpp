// Requests of ours that are too large for one message, and answers that are (RFC 7959).
#include "lwm2m/client/block_transfer.hpp"
#include "tests/client/rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::Block;
using coap::Message;
using coap::OptionNumber;
using Verdict = BlockTransfer::Verdict;

unsigned block(std::uint32_t number, bool more, std::uint8_t size_exponent) {
    return Block{.number = number, .more = more, .size_exponent = size_exponent}.value();
}

class LongRegister : public ClientTest {
protected:
    LongRegister() {
        for (Id instance = 1; instance < 300; ++instance) tree.find(19)->add_instance(instance);
        start();
        client->on_connected(0);
    }
    /// Answers a request of ours and gives the next one.
    Message answer_with(const Message& request, coap::Code code, std::optional<unsigned> block1) {
        Message response{.type = coap::Type::acknowledgement,
                         .code = code,
                         .message_id = request.message_id,
                         .token = request.token};
        if (code == code::created)
            for (const auto* segment : {"rd", "1"}) response.add_string(OptionNumber::location_path, segment);
        if (block1) response.add_uint(OptionNumber::block1, *block1);
        client->on_message(0, response);
        auto sent = take_sent();
        return sent.size() == 1 ? sent.front() : Message{};
    }
    static std::string list() {
        std::string all = "</1/0>,</3/0>";
        for (int instance = 0; instance < 300; ++instance) all += ",</19/" + std::to_string(instance) + ">";
        return all;
    }
};

TEST_F(LongRegister, GoesOutInBlocks) {
    auto request = take_one();
    EXPECT_EQ(request.uint_option(OptionNumber::block1), block(0, true, 6));
    EXPECT_EQ(request.uint_option(OptionNumber::size1), list().size());
    EXPECT_EQ(request.values(OptionNumber::uri_query).size(), 3U);
    std::string all = text_of(request);
    for (std::uint32_t number = 0; number < 2; ++number) {
        request = answer_with(request, code::continue_, block(number, true, 6));
        EXPECT_EQ(request.type, coap::Type::confirmable);
        EXPECT_EQ(request.values(OptionNumber::uri_query).size(), 3U);
        all += text_of(request);
    }
    EXPECT_EQ(request.uint_option(OptionNumber::block1), block(2, false, 6));
    EXPECT_EQ(all, list());
    answer_with(request, code::created, block(2, false, 6));
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
}

TEST_F(LongRegister, FollowsAServerThatWantsSmallerBlocks) {
    auto request = take_one();
    std::string all = text_of(request);
    request = answer_with(request, code::continue_, block(0, true, 5));
    EXPECT_EQ(request.uint_option(OptionNumber::block1), block(2, true, 5));
    for (std::uint32_t number = 2; !request.payload.empty(); ++number) {
        all += text_of(request);
        const bool more = all.size() < list().size();
        request = answer_with(request, more ? code::continue_ : code::created, block(number, more, 5));
    }
    EXPECT_EQ(all, list());
    EXPECT_EQ(client->registration(0).state, RegistrationState::registered);
}

TEST_F(LongRegister, AnAnswerThatComesSeparatelyGoesOnAsWell) {
    const auto request = take_one();
    receive(coap::Type::acknowledgement, code::empty, request.message_id);
    Message separate{
        .type = coap::Type::confirmable, .code = code::continue_, .message_id = 77, .token = request.token};
    separate.add_uint(OptionNumber::block1, block(0, true, 6));
    client->on_message(0, separate);
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(std::ranges::count(sent, coap::Type::acknowledgement, &Message::type), 1);
    EXPECT_TRUE(std::ranges::any_of(
        sent, [](const Message& m) { return m.uint_option(OptionNumber::block1) == block(1, true, 6); }));
}

TEST_F(LongRegister, ARefusalIsTheAnswerOfTheWholeRequest) {
    answer_with(take_one(), code::forbidden, {});
    EXPECT_EQ(client->registration(0).state, RegistrationState::waiting);
    EXPECT_EQ(client->registration(0).detail, "Register answered 4.03 Forbidden");
}

TEST_F(LongRegister, BlocksThatDoNotFitEndIt) {
    answer_with(take_one(), code::continue_, block(5, true, 6));
    EXPECT_EQ(client->registration(0).detail, "the blocks of the answer do not fit together");
}

Message large_request(std::size_t size) {
    Message request{.code = code::post};
    request.add_string(OptionNumber::uri_path, "dp");
    request.payload = Bytes(size, 7);
    return request;
}

Message response(coap::Code code, std::optional<unsigned> block1 = {}, std::optional<unsigned> block2 = {},
                 std::string_view payload = {}, std::string_view tag = {}) {
    Message message{.code = code};
    if (!tag.empty()) message.add_string(OptionNumber::etag, tag);
    if (block1) message.add_uint(OptionNumber::block1, *block1);
    if (block2) message.add_uint(OptionNumber::block2, *block2);
    message.payload = to_bytes(payload);
    return message;
}

Verdict feed(BlockTransfer& transfer, Message message) { return transfer.on_response(message); }

TEST(BlockTransfer, OneMessageIsEnoughFor1024Bytes) {
    BlockTransfer transfer(large_request(1024));
    EXPECT_EQ(transfer.next().find(OptionNumber::block1), nullptr);
    EXPECT_EQ(transfer.next().payload.size(), 1024U);
    EXPECT_EQ(feed(transfer, response(code::changed)), Verdict::complete);
    EXPECT_EQ(feed(transfer, response(code::continue_)), Verdict::broken);
}

TEST(BlockTransfer, TooLargeWithASmallerBlockBeginsAnewInThatSize) {
    BlockTransfer transfer(large_request(3000));
    EXPECT_EQ(feed(transfer, response(code::continue_, block(0, true, 6))), Verdict::send_next);
    EXPECT_EQ(feed(transfer, response(code::request_entity_too_large, block(1, true, 4))), Verdict::send_next);
    EXPECT_EQ(transfer.next().uint_option(OptionNumber::block1), block(0, true, 4));
    EXPECT_EQ(feed(transfer, response(code::request_entity_too_large, block(0, true, 4))), Verdict::complete);
    BlockTransfer small(large_request(1000));
    EXPECT_EQ(feed(small, response(code::request_entity_too_large, block(0, false, 5))), Verdict::send_next);
    EXPECT_EQ(small.next().uint_option(OptionNumber::block1), block(0, true, 5));
    EXPECT_EQ(small.next().payload.size(), 512U);
}

TEST(BlockTransfer, AnIncompleteOneIsRepeatedOnce) {
    BlockTransfer transfer(large_request(3000));
    EXPECT_EQ(feed(transfer, response(code::continue_, block(0, true, 6))), Verdict::send_next);
    EXPECT_EQ(feed(transfer, response(code::request_entity_incomplete)), Verdict::send_next);
    EXPECT_EQ(transfer.next().uint_option(OptionNumber::block1), block(0, true, 6));
    EXPECT_EQ(feed(transfer, response(code::continue_, block(0, true, 6))), Verdict::send_next);
    EXPECT_EQ(feed(transfer, response(code::request_entity_incomplete)), Verdict::complete);
    BlockTransfer first(large_request(3000));
    EXPECT_EQ(feed(first, response(code::request_entity_incomplete)), Verdict::complete);
}

TEST(BlockTransfer, AnAnswerInBlocksIsFetchedToItsEnd) {
    BlockTransfer transfer(large_request(1500));
    EXPECT_EQ(feed(transfer, response(code::continue_, block(0, true, 6))), Verdict::send_next);
    const std::string part(16, 'a');
    EXPECT_EQ(feed(transfer, response(code::changed, block(1, false, 6), block(0, true, 0), part, "t")),
              Verdict::send_next);
    const auto next = transfer.next();
    EXPECT_EQ(next.uint_option(OptionNumber::block2), block(1, false, 0));
    EXPECT_EQ(next.find(OptionNumber::block1), nullptr);
    EXPECT_TRUE(next.payload.empty());
    EXPECT_EQ(next.uri_path(), "/dp");
    auto last = response(code::changed, {}, block(1, false, 0), "end", "t");
    EXPECT_EQ(transfer.on_response(last), Verdict::complete);
    EXPECT_EQ(text_of(last), part + "end");
    EXPECT_EQ(last.find(OptionNumber::block2), nullptr);
}

TEST(BlockTransfer, BlocksOfAnAnswerHaveToFit) {
    const std::string part(16, 'a');
    const auto after_first = [&](Message second) {
        BlockTransfer transfer(large_request(0));
        EXPECT_EQ(feed(transfer, response(code::content, {}, block(0, true, 0), part, "t")), Verdict::send_next);
        return transfer.on_response(second);
    };
    EXPECT_EQ(after_first(response(code::content, {}, block(1, true, 0), part, "t")), Verdict::send_next);
    EXPECT_EQ(after_first(response(code::content, {}, block(1, true, 0), part, "u")), Verdict::broken);
    EXPECT_EQ(after_first(response(code::content, {}, block(2, true, 0), part, "t")), Verdict::broken);
    EXPECT_EQ(after_first(response(code::content, {}, block(1, true, 0), "short", "t")), Verdict::broken);
    EXPECT_EQ(after_first(response(code::content, {}, {}, part, "t")), Verdict::broken);
    EXPECT_EQ(after_first(response(code::not_found)), Verdict::complete);
    BlockTransfer late(large_request(0));
    EXPECT_EQ(feed(late, response(code::content, {}, block(1, true, 0), part)), Verdict::broken);
}

TEST(BlockTransfer, AnAnswerHasItsLimit) {
    BlockTransfer transfer(large_request(0));
    const std::string part(1024, 'a');
    for (std::uint32_t number = 0; number < 64; ++number) {
        ASSERT_EQ(feed(transfer, response(code::content, {}, block(number, true, 6), part)), Verdict::send_next);
    }
    EXPECT_EQ(feed(transfer, response(code::content, {}, block(64, true, 6), part)), Verdict::broken);
}

}  // namespace
}  // namespace agent::lwm2m::testing
