// Confirmable messages: retransmission (RFC 7252 §4.2), send statuses (QCOAP note 2.3.6) and what answers what.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class ExchangesOfAContext : public ModuleBench {
protected:
    ExchangesOfAContext() {
        let("ack_random_factor", "1");
        open();
    }
    void send_confirmable() { EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), ok); }
    std::string status() { return tell("AT+QCOAPSEND=0"); }
    coap::Message answer(coap::Code code) {
        auto made = message(coap::Type::acknowledgement, code, sent().message_id);
        if (!code.is_empty()) made.token = sent().token;
        return made;
    }
    static std::string is(int value) { return "\r\n+QCOAPSEND: 0," + std::to_string(value) + "\r\n\r\nOK\r\n"; }
};

TEST_F(ExchangesOfAContext, StatusIsNotSentThenWaitingThenDelivered) {
    EXPECT_EQ(status(), is(0));
    send_confirmable();
    EXPECT_EQ(status(), is(1));
    deliver(answer(coap::code::deleted));
    EXPECT_TRUE(heard().starts_with("\r\n+QCOAPSEND: 0,4\r\n\r\n+QCOAPURC: 0,2,202,"));
    EXPECT_EQ(status(), is(4));
}

TEST_F(ExchangesOfAContext, RetransmitsFourTimesWithDoublingTimeoutsAndThenTimesOut) {
    send_confirmable();
    std::vector<Duration> gaps;
    auto last = timers.now();
    for (std::size_t count = 1; count < 5; ++count) {
        while (peer().sent.size() == count) pass(100ms);
        gaps.push_back(timers.now() - last);
        last = timers.now();
        EXPECT_EQ(peer().sent.back(), peer().sent.front());
    }
    EXPECT_EQ(gaps, (std::vector<Duration>{2s, 4s, 8s, 16s}));
    pass(31900ms);
    EXPECT_EQ(heard(), "");
    pass(100ms);
    EXPECT_EQ(heard(), "\r\n+QCOAPSEND: 0,3\r\n");
    EXPECT_EQ(status(), is(3));
    EXPECT_EQ(peer().sent.size(), 5U);
    EXPECT_EQ(module->air_counters().retransmissions, 4U);
}

TEST_F(ExchangesOfAContext, TimingIsSettable) {
    let("ack_timeout", "100ms");
    let("max_retransmit", "1");
    send_confirmable();
    pass(300ms);
    EXPECT_EQ(heard(), "\r\n+QCOAPSEND: 0,3\r\n");
    EXPECT_EQ(peer().sent.size(), 2U);
}

TEST_F(ExchangesOfAContext, TheFirstTimeoutIsDrawnBetweenOneAndTheRandomFactor) {
    let("ack_random_factor", "1.5");
    for (int i = 0; i < 20; ++i) {
        send_confirmable();
        const auto count = peer().sent.size();
        pass(1999ms);
        EXPECT_EQ(peer().sent.size(), count);
        pass(1001ms);
        EXPECT_EQ(peer().sent.size(), count + 1);
        deliver(answer(coap::code::empty));
        heard();
    }
}

TEST_F(ExchangesOfAContext, AResetIsStatusFiveAndIsShown) {
    send_confirmable();
    const auto id = std::to_string(sent().message_id);
    deliver(message(coap::Type::reset, coap::code::empty, sent().message_id));
    EXPECT_EQ(heard(), "\r\n+QCOAPSEND: 0,5\r\n\r\n+QCOAPURC: 0,3,0," + id + ",0\r\n");
    EXPECT_EQ(status(), is(5));
    pass(100s);
    EXPECT_EQ(peer().sent.size(), 1U);
}

TEST_F(ExchangesOfAContext, ASocketThatRefusesIsStatusTwo) {
    peer().refuses = true;
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), "\r\nOK\r\n\r\n+QCOAPSEND: 0,2\r\n");
    EXPECT_EQ(status(), is(2));
}

TEST_F(ExchangesOfAContext, AnEmptyAckEndsTheSendAndTheResponseComesSeparately) {
    send_confirmable();
    const auto request = sent();
    deliver(answer(coap::code::empty));
    EXPECT_EQ(heard(), "\r\n+QCOAPSEND: 0,4\r\n\r\n+QCOAPURC: 0,2,0," + std::to_string(request.message_id) + ",0\r\n");
    auto response = message(coap::Type::confirmable, coap::code::content, 99, to_hex(request.token.bytes()));
    deliver(response);
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,0,205,99,128,6,\"" + to_hex(request.token.bytes()) + "\"\r\n");
    EXPECT_EQ(peer().sent.size(), 1U) << "the host acknowledges, not the module";
}

TEST_F(ExchangesOfAContext, AResponseWhoseAckWasLostEndsTheSendToo) {
    send_confirmable();
    deliver(message(coap::Type::non_confirmable, coap::code::content, 99, to_hex(sent().token.bytes())));
    EXPECT_TRUE(heard().starts_with("\r\n+QCOAPSEND: 0,4\r\n\r\n+QCOAPURC: 0,1,205,99,"));
    pass(100s);
    EXPECT_EQ(peer().sent.size(), 1U);
}

TEST_F(ExchangesOfAContext, AnAckOrResetOfNothingIsIgnored) {
    deliver(message(coap::Type::acknowledgement, coap::code::content, 1));
    deliver(message(coap::Type::reset, coap::code::empty, 1));
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(module->air_counters().ignored, 2U);
}

TEST_F(ExchangesOfAContext, ASecondCopyOfAnAckIsIgnored) {
    send_confirmable();
    deliver(answer(coap::code::changed));
    heard();
    deliver(answer(coap::code::changed));
    EXPECT_EQ(heard(), "");
}

TEST_F(ExchangesOfAContext, AResetOfANonConfirmableIsShown) {
    tell("AT+QCOAPHEAD=0,3,77");
    tell("AT+QCOAPSEND=0,1,205,0,0");
    deliver(message(coap::Type::reset, coap::code::empty, 77));
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,3,0,77,0\r\n");
    EXPECT_EQ(status(), is(0)) << "the status is that of confirmable sends only";
}

TEST_F(ExchangesOfAContext, ARetransmittedRequestIsShownAgain) {
    const auto request = message(coap::Type::confirmable, coap::code::get, 5, "01");
    deliver(request);
    deliver(request);
    EXPECT_EQ(heard(), "\r\n+QCOAPURC: 0,0,1,5,128,1,\"01\"\r\n\r\n+QCOAPURC: 0,0,1,5,128,1,\"01\"\r\n");
}

TEST_F(ExchangesOfAContext, TooManyWaitingSendsAreFlowControl) {
    let("con_in_flight", "2");
    send_confirmable();
    send_confirmable();
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), "\r\n+CME ERROR: 159\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0,1,1,0,0"), ok);
    deliver(answer(coap::code::empty));
}

TEST_F(ExchangesOfAContext, TheStatusIsThatOfTheLastConfirmableSend) {
    send_confirmable();
    const auto first = sent();
    send_confirmable();
    deliver(message(coap::Type::acknowledgement, coap::code::empty, first.message_id));
    heard();
    EXPECT_EQ(status(), is(1));
}

TEST_F(ExchangesOfAContext, ClosingStopsRetransmission) {
    send_confirmable();
    tell("AT+QCOAPCLOSE=0");
    pass(100s);
    EXPECT_EQ(heard(), "");
    EXPECT_EQ(peer().sent.size(), 1U);
}

TEST_F(ExchangesOfAContext, FiveContextsKeepTheirOwnState) {
    for (unsigned id = 1; id < 5; ++id) open(id, id % 2 == 0 ? "192.0.2.8" : "2001:db8::8");
    for (unsigned id = 0; id < 5; ++id) {
        const auto text = std::to_string(id);
        tell("AT+QCOAPHEAD=" + text + ",3," + std::to_string(100 + id));
        tell("AT+QCOAPSEND=" + text + ",0,1,0,0");
    }
    heard();
    for (unsigned id = 0; id < 5; ++id) {
        EXPECT_EQ(sent(id).message_id, 100 + id);
        deliver(message(coap::Type::acknowledgement, coap::code::empty, static_cast<coap::MessageId>(100 + id)), id);
        const auto text = std::to_string(id);
        EXPECT_EQ(heard(), "\r\n+QCOAPSEND: " + text + ",4\r\n\r\n+QCOAPURC: " + text + ",2,0," +
                               std::to_string(100 + id) + ",0\r\n");
    }
}

}  // namespace
}  // namespace agent::modem::emulator
