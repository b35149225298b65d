// Which notifications are confirmable, and what becomes of those that are not confirmed.
#include "tests/client/observing.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

class Confirming : public Observing {
protected:
    /// Observes /32000/0/0 and lets the day pass; its next notification is to be confirmed.
    void observe_for_a_day() {
        observe("/32000/0/0");
        advance(settings.confirmable_every);
    }
    coap::Message notify(double value) {
        number().set(Value(value));
        return take_one();
    }
};

TEST_F(Confirming, ConAsksForAnAcknowledgementEachTime) {
    write("/32000/0/0", {"con=1"});
    observe("/32000/0/0", "A");
    observe("/32000/0/2", "B");
    number().set(Value(21.0));
    const auto first = take_one();
    EXPECT_EQ(first.type, coap::Type::confirmable);
    number().set(Value(22.0));
    number().set(Value(23.0));
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_EQ(notified(), "2:busy");  // the others need not wait
    receive(coap::Type::acknowledgement, code::empty, first.message_id);
    const auto second = take_one();
    EXPECT_EQ(second.type, coap::Type::confirmable);
    EXPECT_EQ(brief(second), "2.05 0 23");
    client->on_delivery(0, second.message_id, Delivery::delivered);
    write("/32000/0/0", {"con=0"});
    number().set(Value(24.0));
    EXPECT_EQ(take_one().type, coap::Type::non_confirmable);
}

TEST_F(Confirming, AnUnacknowledgedNotificationIsSentAgainUntilItIsGivenUp) {
    write("/32000/0/0", {"con=1"});
    observe("/32000/0/0");
    number().set(Value(21.0));
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto message = take_one();
        EXPECT_EQ(brief(message), "2.05 0 21");
        client->on_delivery(0, message.message_id, Delivery::timed_out);
        number().set(Value(22.0 + attempt));
        if (attempt < 2) {
            EXPECT_EQ(notified(), "");
            advance(30s);
        }
    }
    EXPECT_EQ(notified(), "5:23");  // the newest takes its place
    EXPECT_TRUE(log.has("notification given up server=0 path=/32000/0/0"));
}

TEST_F(Confirming, OneNotificationADayIsConfirmable) {  // RFC 7641 §4.5
    write("/32000/0/0", {"pmax=3600"});
    observe("/32000/0/0");
    const auto confirmable_after = [this] {
        for (int hour = 1;; ++hour) {
            advance(1h);
            const auto message = take_one();
            if (message.type != coap::Type::confirmable) continue;
            receive(coap::Type::acknowledgement, code::empty, message.message_id);
            return hour;
        }
    };
    EXPECT_EQ(confirmable_after(), 24);
    EXPECT_EQ(confirmable_after(), 24);
}

/// A server takes the highest sequence number for the newest value (RFC 7641 §4.4).
TEST_F(Confirming, NothingOvertakesANotificationThatIsToBeConfirmed) {
    observe_for_a_day();
    observe("/32000/0/2", "B");
    const auto first = notify(21.0);
    ASSERT_EQ(first.type, coap::Type::confirmable);
    number().set(Value(22.0));
    number().set(Value(23.0));
    resource({32000, 0, 2}).set(Value(std::string("busy")));
    EXPECT_EQ(notified(), "2:busy");  // the others need not wait
    receive(coap::Type::acknowledgement, code::empty, first.message_id);
    const auto next = take_one();
    EXPECT_EQ(next.type, coap::Type::non_confirmable);
    EXPECT_EQ(brief(next), "2.05 0 23");
}

TEST_F(Confirming, ANotificationThatWasOvertakenIsNotSentAgainAsTheNewest) {
    settings.servers.front().store_notifications = false;
    restart();
    observe("/32000/0/0");
    transport.hold = transport.broken = true;
    number().set(Value(21.0));
    transport.broken = false;
    number().set(Value(22.0));
    EXPECT_EQ(notified(), "2:21 3:22");
    transport.hold = false;
    for (auto& done : std::exchange(transport.held, {})) done();  // the module could not send the first
    advance(29s);
    EXPECT_EQ(notified(), "");
    advance(1s);  // what the server knows is uncertain: it is told how things are now
    EXPECT_EQ(notified(), "4:22");
    advance(1h);
    EXPECT_EQ(notified(), "");
}

TEST_F(Confirming, TheOneOfTheDayWaitsForNoOtherMessage) {
    observe_for_a_day();
    client->send(0, std::vector<ObjectPath>{{3, 0, 0}}, [](const auto&) {});
    const auto send = take_one();
    EXPECT_EQ(notify(21.0).type, coap::Type::non_confirmable);
    answer(send, code::changed);
    EXPECT_EQ(notify(22.0).type, coap::Type::confirmable);
}

TEST_F(Confirming, WhatWaitsBehindAnotherMessageDoesNotLeaveWhenTheConnectionEnds) {
    write("/32000/0/0", {"con=1"});
    observe("/32000/0/0");
    client->send(0, std::vector<ObjectPath>{{3, 0, 0}}, [](const auto&) {});
    ASSERT_EQ(take_one().uri_path(), "/dp");
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "");
    client->on_disconnected(0, make_error_code(boost::system::errc::io_error), Cause::device);
    EXPECT_EQ(notified(), "");
}

TEST_F(Confirming, NothingLeavesBetweenAnUpdateThatIsGivenUpAndTheDeregister) {
    write("/32000/0/0", {"con=1"});
    observe("/32000/0/0");
    client->update(0);
    ASSERT_EQ(take_one().uri_path(), "/rd/5a3f");
    number().set(Value(21.0));
    EXPECT_EQ(notified(), "");
    send({code::post, "/1/0/4"});  // Disable
    advance(Duration::zero());
    const auto sent = take_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].code, code::changed);
    EXPECT_EQ(sent[1].code, code::del);
}

TEST_F(Confirming, OneThatWasNotOvertakenIsSentAgain) {
    observe_for_a_day();
    client->on_delivery(0, notify(21.0).message_id, Delivery::timed_out);
    advance(30s);
    EXPECT_EQ(notified(), "3:21");
}

}  // namespace
}  // namespace agent::lwm2m::testing
