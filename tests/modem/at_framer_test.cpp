#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "modem/at/framer.hpp"

namespace agent::modem::at {
namespace {

/// "+BLOCK:<n>:" and n bytes, whatever they are; a first byte that is no digit is damage up to the line's end.
Extent measure_block(std::string_view text, bool last_chance) {
    constexpr std::string_view prefix = "+BLOCK:";
    const auto end_of_line = text.find("\r\n");
    const bool has_end = end_of_line != std::string_view::npos;
    const Extent damage{Extent::Kind::damaged, has_end ? end_of_line : text.size()};
    const Extent damaged = has_end || last_chance ? damage : Extent{Extent::Kind::need_more, 0};
    std::size_t size = 0;
    for (auto at = prefix.size(); at < text.size(); ++at) {
        if (text[at] == ':') {
            const auto whole = at + 1 + size;
            if (text.size() >= whole) return {Extent::Kind::complete, whole};
            return last_chance ? damaged : Extent{Extent::Kind::need_more, whole};
        }
        if (text[at] < '0' || text[at] > '9' || size > 9999) return damaged;
        size = size * 10 + static_cast<std::size_t>(text[at] - '0');
    }
    return last_chance ? damaged : Extent{Extent::Kind::need_more, 0};
}
constexpr UrcRecogniser blocks{"+BLOCK:", measure_block};

using Frames = std::vector<std::pair<Frame::Kind, std::string>>;

void drain(Framer& framer, Frames& frames) {
    Frame frame;
    while (framer.next(frame)) frames.emplace_back(frame.kind, frame.text);
}

Frames frames_of(std::string_view bytes) {
    Framer framer(blocks);
    Frames frames;
    framer.feed(bytes);
    drain(framer, frames);
    return frames;
}

constexpr auto line = Frame::Kind::line;
constexpr auto prompt = Frame::Kind::prompt;
constexpr auto urc = Frame::Kind::urc;
constexpr auto damaged = Frame::Kind::damaged_urc;

TEST(Framer, CutsLinesWhicheverWayTheyEnd) {
    EXPECT_EQ(frames_of("\r\n+CSQ: 10,0\r\n\r\nOK\r\n"), (Frames{{line, "+CSQ: 10,0"}, {line, "OK"}}));
    EXPECT_EQ(frames_of("AT+CSQ\r\r\nOK\n"), (Frames{{line, "AT+CSQ"}, {line, "OK"}}));
    EXPECT_EQ(frames_of("\r\nhalf a li"), Frames{});
}

TEST(Framer, KeepsEightBitBytesAndZeros) {
    const std::string noise("\xFF\x80\0x", 4);
    EXPECT_EQ(frames_of(noise + "\r\nOK\r\n"), (Frames{{line, noise}, {line, "OK"}}));
}

TEST(Framer, SeesThePromptWithoutALineEnd) {
    EXPECT_EQ(frames_of("\r\n>"), (Frames{{prompt, ">"}}));
    EXPECT_EQ(frames_of("\r\n> \r\nOK\r\n"), (Frames{{prompt, ">"}, {line, "OK"}}));
}

TEST(Framer, KeepsLineEndsInsideALengthDelimitedUrc) {
    EXPECT_EQ(frames_of("\r\n+BLOCK:8:\r\nOK\r\n>\r\n\r\nOK\r\n"),
              (Frames{{urc, "+BLOCK:8:\r\nOK\r\n>\r"}, {line, "OK"}}))
        << "eight bytes belong to the URC";
}

TEST(Framer, FindsAUrcBehindNoiseOrHalfALine) {
    EXPECT_EQ(frames_of("\xFE+CS+BLOCK:2:\r\n\r\nOK\r\n"),
              (Frames{{line, "\xFE+CS"}, {urc, "+BLOCK:2:\r\n"}, {line, "OK"}}));
}

TEST(Framer, ReadsOnBehindADamagedUrc) {
    EXPECT_EQ(frames_of("\r\n+BLOCK:x\r\n+CSCON: 1\r\n"), (Frames{{damaged, "+BLOCK:x"}, {line, "+CSCON: 1"}}));
}

TEST(Framer, GivesUpAUrcThatNeverEnds) {
    Framer framer(blocks);
    Frames frames;
    framer.feed("\r\n+BLOCK:99:abc\r\n\r\nOK\r\n");
    drain(framer, frames);
    EXPECT_TRUE(frames.empty());
    EXPECT_TRUE(framer.in_urc());
    framer.give_up_urc();
    drain(framer, frames);
    EXPECT_EQ(frames, (Frames{{damaged, "+BLOCK:99:abc"}, {line, "OK"}}));
    EXPECT_FALSE(framer.in_urc());
}

TEST(Framer, BoundsItsMemoryAgainstALineWithoutEnd) {
    Framer framer(blocks);
    Frames frames;
    for (int i = 0; i < 1000; ++i) {
        framer.feed(std::string(100, 'x'));
        drain(framer, frames);
    }
    framer.feed("\r\nOK\r\n");
    drain(framer, frames);
    EXPECT_EQ(frames, (Frames{{line, "OK"}}));
    EXPECT_EQ(framer.dropped_bytes(), 100000U);
}

TEST(Framer, FindsAUrcAtTheEndOfALineWithoutEnd) {
    Framer framer(blocks);
    Frames frames;
    framer.feed(std::string(5000, 'x') + "+BLO");
    drain(framer, frames);
    framer.feed("CK:1:z\r\n");
    drain(framer, frames);
    EXPECT_EQ(frames, (Frames{{urc, "+BLOCK:1:z"}}));
}

TEST(Framer, GivesTheSameFramesForEveryCutOfTheStream) {
    const std::string stream =
        "AT+CSQ\r\r\n+CSQ: 10,0\r\n\r\n+BLOCK:12:a\r\n>OK\r\n+BL\r\n\r\nOK\r\n\r\n> "
        "\r\n\xFF\xFE+BLOCK:0:\r\nERROR\r\n+BLOCK:q\r\nRDY\r\n";
    const auto whole = frames_of(stream);
    ASSERT_EQ(whole.size(), 10U);
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        Framer framer(blocks);
        Frames frames;
        for (std::size_t at = 0; at < stream.size();) {
            const auto size = round == 0 ? 1 : 1 + random() % 9;
            framer.feed(std::string_view(stream).substr(at, size));
            drain(framer, frames);
            at += size;
        }
        ASSERT_EQ(frames, whole) << "round " << round;
    }
}

}  // namespace
}  // namespace agent::modem::at
