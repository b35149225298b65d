#include "lwm2m/coap/deduplication.hpp"

#include <gtest/gtest.h>

namespace agent::coap {
namespace {

constexpr TimePoint noon{12h};
using Verdict = Deduplication::Verdict;

Message answer_of(MessageId message_id, std::size_t payload_size = 0) {
    return {.type = Type::acknowledgement,
            .code = code::content,
            .message_id = message_id,
            .payload = Bytes(payload_size, 0x55)};
}

TEST(Deduplication, RemembersAMessageForTheExchangeLifetime) {  // RFC 7252 §4.8.2
    Deduplication seen;
    EXPECT_EQ(seen.note(7, noon), Verdict::fresh);
    EXPECT_EQ(seen.note(7, noon + 246s), Verdict::pending);
    EXPECT_EQ(seen.note(8, noon + 246s), Verdict::fresh);
    EXPECT_EQ(seen.note(7, noon + 247s), Verdict::fresh);
    EXPECT_EQ(seen.note(8, noon + 247s), Verdict::pending);
}

TEST(Deduplication, RepeatsTheAnswerThatWasGiven) {
    Deduplication seen;
    seen.note(7, noon);
    EXPECT_EQ(seen.answer_to(7), nullptr);
    seen.answered(answer_of(7, 3));
    EXPECT_EQ(seen.note(7, noon + 5s), Verdict::answered);
    ASSERT_NE(seen.answer_to(7), nullptr);
    EXPECT_EQ(*seen.answer_to(7), answer_of(7, 3));
}

TEST(Deduplication, IgnoresAnAnswerToAMessageItForgot) {
    Deduplication seen;
    seen.answered(answer_of(7, 3));
    EXPECT_EQ(seen.answer_to(7), nullptr);
    EXPECT_EQ(seen.payload_bytes(), 0U);
}

TEST(Deduplication, ForgetsTheNewestWhenToldTo) {
    Deduplication seen;
    seen.forget_newest();
    seen.note(1, noon);
    seen.note(2, noon);
    seen.forget_newest();
    EXPECT_EQ(seen.note(2, noon), Verdict::fresh);
    EXPECT_EQ(seen.note(1, noon), Verdict::pending);
}

TEST(Deduplication, ForgetsTheOldestMessagesBeyondItsLimit) {
    Deduplication seen({.messages = 3, .payload_bytes = 1000});
    for (MessageId id = 1; id <= 4; ++id) EXPECT_EQ(seen.note(id, noon), Verdict::fresh);
    EXPECT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen.note(2, noon), Verdict::pending);
    EXPECT_EQ(seen.note(1, noon), Verdict::fresh);
}

TEST(Deduplication, DropsLargeAnswersFirstAndKeepsTheSmallOnesOfWrites) {
    Deduplication seen({.messages = 100, .payload_bytes = 1000});
    seen.note(1, noon);
    seen.answered(answer_of(1));
    for (MessageId id = 2; id <= 12; ++id) {
        seen.note(id, noon);
        seen.answered(answer_of(id, 100));
    }
    EXPECT_LE(seen.payload_bytes(), 1000U);
    EXPECT_EQ(seen.note(1, noon), Verdict::answered);
    EXPECT_EQ(seen.note(2, noon), Verdict::fresh);
    EXPECT_EQ(seen.note(12, noon), Verdict::answered);
}

TEST(Deduplication, CountsTheBytesOfAnAnswerThatReplacesAnother) {
    Deduplication seen;
    seen.note(7, noon);
    seen.answered(answer_of(7, 100));
    seen.answered(answer_of(7, 40));
    EXPECT_EQ(seen.payload_bytes(), 40U);
    EXPECT_EQ(seen.note(8, noon + 300s), Verdict::fresh);
    EXPECT_EQ(seen.payload_bytes(), 0U);
}

}  // namespace
}  // namespace agent::coap
