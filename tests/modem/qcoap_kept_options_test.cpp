#include <gmock/gmock.h>

#include "modem/qcoap/kept_options.hpp"

namespace agent::modem::qcoap {
namespace {

using coap::Option;
using coap::OptionNumber;
using testing::ElementsAre;
using testing::IsEmpty;

const Option rd = Option::string(OptionNumber::uri_path, "rd");
const Option place = Option::string(OptionNumber::uri_path, "5a3f");
const Option links = Option::uint(OptionNumber::content_format, 40);
const Option lifetime = Option::string(OptionNumber::uri_query, "lt=60");

class QcoapKeptOptions : public testing::Test {
protected:
    /// What the module is told for a message with these options, and takes.
    std::vector<Option> told(std::vector<Option> options, std::string_view payload = "") {
        const coap::Message message{
            .code = coap::code::content, .options = std::move(options), .payload = to_bytes(payload)};
        const auto difference = kept.difference(message);
        EXPECT_EQ(difference.payload, message.payload);
        kept.sent(difference);
        return difference.options;
    }
    KeptOptions kept;
};

TEST_F(QcoapKeptOptions, AreNotSaidAgain) {
    EXPECT_THAT(told({links, rd, lifetime}), ElementsAre(rd, links, lifetime));
    EXPECT_THAT(told({rd, links, lifetime}), IsEmpty());
    EXPECT_THAT(told({rd, place, links, lifetime}), ElementsAre(rd, place));
    EXPECT_THAT(told({rd, place, links, lifetime}), IsEmpty());
    kept.clear();
    EXPECT_THAT(told({rd}), ElementsAre(rd));
}

TEST_F(QcoapKeptOptions, AreSilencedOnceWhereAMessageHasThemNot) {
    told({rd, place, links, lifetime, Option::uint(OptionNumber::max_age, 5), Option::uint(OptionNumber::block2, 0x16),
          Option::uint(OptionNumber::size2, 900)});
    const auto silent = [](OptionNumber number) { return Option{number, ""}; };
    EXPECT_THAT(told({}, "why"),
                ElementsAre(silent(OptionNumber::uri_path), Option::uint(OptionNumber::content_format, 0),
                            Option::uint(OptionNumber::max_age, 60), silent(OptionNumber::uri_query),
                            Option::uint(OptionNumber::block2, 6), Option::uint(OptionNumber::size2, 3)));
    EXPECT_THAT(told({}, "one"), IsEmpty());
    EXPECT_THAT(told({rd}, "one"), ElementsAre(rd));
}

TEST_F(QcoapKeptOptions, StayWhereNothingSaysNothing) {
    const auto count = Option::uint(OptionNumber::observe, 7);
    told({count, links}, "x");
    EXPECT_THAT(told({}), IsEmpty());  // without a payload a Content-Format says nothing
    EXPECT_THAT(told({count, links}, "y"), IsEmpty());
}

TEST_F(QcoapKeptOptions, AnAnswerBesideABlock1ThatStaysSaysThatItIsWhole) {
    const auto block1 = Option::uint(OptionNumber::block1, 0x25);
    EXPECT_THAT(told({block1}), ElementsAre(block1));
    EXPECT_THAT(told({}), ElementsAre(Option::uint(OptionNumber::block2, 6), Option::uint(OptionNumber::block1, 6)));
    EXPECT_THAT(told({}), IsEmpty());
}

TEST_F(QcoapKeptOptions, HaveNothingToDoWithEmptyMessages) {
    told({rd});
    const coap::Message empty{.type = coap::Type::acknowledgement, .code = coap::code::empty, .message_id = 3};
    const auto difference = kept.difference(empty);
    EXPECT_EQ(difference, empty);
    kept.sent(difference);
    EXPECT_THAT(told({rd}), IsEmpty());
}

}  // namespace
}  // namespace agent::modem::qcoap
