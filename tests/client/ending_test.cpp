// How an observation ends when what it is of can't be read any more (RFC 7641 §4.2).
#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
using coap::OptionNumber;

using Ending = Observing;

TEST_F(Ending, AFailureIsToldOnceConfirmablyAndEndsIt) {
    observe("/32000/0/0");
    number().failure = Failure{code::internal_server_error, "the sensor is gone"};
    number().set(Value(21.0));
    const auto last = take_one();
    EXPECT_EQ(last.type, coap::Type::confirmable);
    EXPECT_EQ(last.code, code::internal_server_error);
    EXPECT_EQ(last.token, token_of("T"));
    EXPECT_EQ(last.find(OptionNumber::observe), nullptr);
    receive(coap::Type::acknowledgement, code::empty, last.message_id);
    number().failure.reset();
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "");
    EXPECT_TRUE(log.has("observation ends server=0 path=/32000/0/0 reason=\"the sensor is gone\""));
}

TEST_F(Ending, AnEndThatTheServerWasNotToldIsNone) {  // RFC 7641 §4.2
    observe("/32000/0/0");
    number().failure = Failure{code::internal_server_error, "the sensor is gone"};
    number().set(Value(21.0));
    EXPECT_EQ(take_one().code, code::internal_server_error);
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "");  // it is being told
    advance(94s);
    EXPECT_EQ(client->observations(0).size(), 1U);
    advance(30s);
    const auto again = take_one();
    EXPECT_EQ(again.type, coap::Type::confirmable);
    EXPECT_EQ(again.code, code::internal_server_error);
    EXPECT_EQ(again.token, token_of("T"));
    number().failure.reset();
    advance(94s + 30s);
    EXPECT_EQ(text_of(take_one()), "22");  // it works again, and the server is none the wiser
    EXPECT_EQ(client->observations(0).size(), 1U);
}

TEST_F(Ending, AnEndThatIsBeingToldGivesWayToTheServersOwn) {
    observe("/32000/0/0");
    number().failure = Failure{code::internal_server_error, "the sensor is gone"};
    number().set(Value(21.0));
    const auto told = take_one();
    number().failure.reset();
    EXPECT_EQ(observe("/32000/0/0"), "2.05 0 21");
    receive(coap::Type::acknowledgement, code::empty, told.message_id);
    EXPECT_EQ(client->observations(0).size(), 1U);
    number().set(Value(23.0));
    EXPECT_EQ(notified(), "3:23");
}

}  // namespace
}  // namespace agent::lwm2m::testing
