// The bootstrap machine alone: events and times in, actions out.
#include "lwm2m/client/bootstrap.hpp"

#include <tuple>

#include <gtest/gtest.h>

namespace agent::lwm2m {
namespace {

using namespace bootstrap;
using State = BootstrapState;

constexpr TimePoint noon{12h};

template<class T>
bool is(const Action& action) {
    return std::holds_alternative<T>(action);
}

class BootstrapMachine : public testing::Test {
protected:
    void want(BootstrapReason reason = BootstrapReason::trigger, Duration hold_off = 10s) {
        EXPECT_TRUE(is<Nothing>(machine.on(Wanted{reason, hold_off}, now)));
    }
    void wait() { now = machine.wake().value(); }
    /// Until the Bootstrap-Request is sent.
    void request() {
        wait();
        ASSERT_TRUE(is<Connect>(machine.on(Due{}, now)));
        EXPECT_EQ(machine.state(), State::connecting);
        ASSERT_TRUE(is<SendRequest>(machine.on(Connected{}, now)));
    }
    void run() {
        want();
        request();
        ASSERT_TRUE(is<Begin>(machine.on(Answered{coap::code::changed}, now)));
        ASSERT_EQ(machine.state(), State::running);
    }

    Random random{1};
    Bootstrap machine{{.most = 1h, .silence = 247s}, random};
    TimePoint now = noon;
};

TEST_F(BootstrapMachine, WaitsForTheHoldOffAndAHalfMoreAtMost) {  // LwM2M Core 1.1 §6.1.3.3
    for (const auto hold_off : {Duration(0s), Duration(1s), Duration(10s), Duration(500s)}) {
        Duration least = 1h, most = 0s;
        for (int i = 0; i < 200; ++i) {
            Bootstrap fresh({}, random);
            fresh.on(Wanted{BootstrapReason::no_server, hold_off}, noon);
            least = std::min(least, fresh.wake().value() - noon);
            most = std::max(most, *fresh.wake() - noon);
        }
        const auto first = std::max<Duration>(hold_off, 1s);
        EXPECT_GE(least, first);
        EXPECT_LE(most, first * 3 / 2);
        EXPECT_LT(least, first * 11 / 10);
        EXPECT_GT(most, first * 14 / 10);
    }
}

TEST_F(BootstrapMachine, AFinishedSessionIsTheEnd) {  // LightweightM2M-1.1-int-0
    run();
    EXPECT_EQ(machine.wake(), now + 247s);
    EXPECT_TRUE(is<Nothing>(machine.on(Finished{}, now)));
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_FALSE(machine.wake());
}

TEST_F(BootstrapMachine, EveryRequestOfTheServerPutsTheEndOff) {
    run();
    for (int i = 0; i < 10; ++i) {
        now += 200s;
        EXPECT_TRUE(is<Nothing>(machine.on(Asked{i % 2 == 0}, now)));
        EXPECT_EQ(machine.wake(), now + 247s);
    }
    wait();
    EXPECT_TRUE(is<Abort>(machine.on(Due{}, now)));
    EXPECT_EQ(machine.state(), State::waiting);
    EXPECT_EQ(machine.status().detail, "the bootstrap server is silent");
}

TEST_F(BootstrapMachine, WaitsTwiceAsLongAfterEachFailureUpToTheCeilingAndNeverGivesUp) {
    want();
    for (unsigned failure = 1; failure < 100; ++failure) {
        request();
        EXPECT_TRUE(is<Disconnect>(machine.on(Unanswered{"no answer"}, now)));
        const auto wait = machine.wake().value() - now;
        const Duration base = std::min<Duration>(1h, 10s * (1LL << std::min(failure, 20U)));
        EXPECT_GE(wait, base) << failure;
        EXPECT_LE(wait, base * 3 / 2) << failure;
        EXPECT_EQ(machine.status().failures, failure);
    }
}

TEST_F(BootstrapMachine, ASuccessResetsTheWait) {
    want();
    for (int i = 0; i < 5; ++i) {
        request();
        machine.on(Disconnected{"no network"}, now);
    }
    request();
    machine.on(Answered{coap::code::changed}, now);
    machine.on(Finished{}, now);
    machine.on(Disconnected{"idle"}, now);
    want();
    EXPECT_LE(machine.wake().value() - now, 15s);
}

TEST_F(BootstrapMachine, EveryWayToFailIsTriedAgainOverANewConnection) {
    want();
    wait();
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, now)));
    EXPECT_TRUE(is<Disconnect>(machine.on(Disconnected{"no route"}, now)));
    EXPECT_EQ(machine.status().detail, "no route");
    request();
    EXPECT_TRUE(is<Disconnect>(machine.on(Answered{coap::code::bad_request}, now)));
    EXPECT_EQ(machine.status().detail, "Bootstrap-Request answered 4.00 Bad Request");
    request();
    EXPECT_TRUE(is<Disconnect>(machine.on(Unanswered{"no answer"}, now)));
    request();
    machine.on(Answered{coap::code::changed}, now);
    EXPECT_TRUE(is<Abort>(machine.on(Disconnected{"module reset"}, now)));
    EXPECT_EQ(machine.state(), State::waiting);
    request();
}

TEST_F(BootstrapMachine, TriesEarlyAgainWhenItsOwnDeviceBrokeTheConnection) {
    want(BootstrapReason::trigger, 500s);
    wait();
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, now)));
    EXPECT_TRUE(is<Disconnect>(machine.on(Disconnected{"the module restarted", Cause::device}, now)));
    EXPECT_EQ(machine.status().failures, 0U) << "the server has not failed";
    EXPECT_EQ(machine.status().detail, "the module restarted");
    EXPECT_LE(machine.wake().value(), now + 2s);
    request();
    machine.on(Answered{coap::code::changed}, now);
    EXPECT_TRUE(is<Abort>(machine.on(Disconnected{"the module restarted", Cause::device}, now)));
    EXPECT_LE(machine.wake().value(), now + 2s) << "the answer has ended the row of early tries";
    request();
    EXPECT_TRUE(is<Disconnect>(machine.on(Disconnected{"DTLS handshaking failure", Cause::server}, now)));
    EXPECT_GE(machine.wake().value(), now + 1000s);
}

TEST_F(BootstrapMachine, WaitsLongerForADeviceThatBreaksEveryTime) {
    for (const auto& [hold_off, least, most] :
         {std::tuple<Duration, Duration, Duration>{0s, 60s, 120s}, {10s, 60s, 120s}, {500s, 500s, 1000s}}) {
        machine.on(Stop{}, now);
        want(BootstrapReason::trigger, hold_off);
        for (int i = 0; i < 20; ++i) {
            wait();
            ASSERT_TRUE(is<Connect>(machine.on(Due{}, now)));
            machine.on(Disconnected{"the module restarted", Cause::device}, now);
        }
        EXPECT_GE(machine.wake().value() - now, least);
        EXPECT_LE(machine.wake().value() - now, most);
    }
}

TEST_F(BootstrapMachine, ATransportThatSaysNothingIsAskedAgain) {
    want();
    wait();
    machine.on(Due{}, now);
    wait();
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, now)));
}

TEST_F(BootstrapMachine, AServerMayBeginByItself) {
    EXPECT_TRUE(is<Nothing>(machine.on(Asked{false}, now)));
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_TRUE(is<Begin>(machine.on(Asked{true}, now)));
    EXPECT_EQ(machine.wake(), now + 247s);
    wait();
    EXPECT_TRUE(is<Abort>(machine.on(Due{}, now)));
    EXPECT_EQ(machine.state(), State::idle);  // and begin again by itself
    EXPECT_FALSE(machine.wake());
}

TEST_F(BootstrapMachine, AServerMayBeginBeforeItAnswersTheRequest) {
    want();
    request();
    EXPECT_TRUE(is<Begin>(machine.on(Asked{false}, now)));
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::changed}, now)));
    EXPECT_EQ(machine.state(), State::running);
}

TEST_F(BootstrapMachine, IsWithdrawnOnlyWhenARegistrationWasTheReasonAndNothingIsUnderWay) {
    want(BootstrapReason::failure);
    machine.on(Withdrawn{}, now);
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_FALSE(machine.wake());
    want(BootstrapReason::failure);
    want(BootstrapReason::trigger);
    want(BootstrapReason::failure);
    machine.on(Withdrawn{}, now);
    EXPECT_EQ(machine.state(), State::waiting);
    request();
    machine.on(Withdrawn{}, now);
    EXPECT_EQ(machine.state(), State::requesting);
}

TEST_F(BootstrapMachine, GoesOnOverTheConnectionThereIs) {
    run();
    machine.on(Finished{}, now);
    want();
    wait();
    EXPECT_TRUE(is<SendRequest>(machine.on(Due{}, now)));
}

TEST_F(BootstrapMachine, StopsInEveryState) {
    EXPECT_TRUE(is<Disconnect>(machine.on(Stop{}, now)));
    run();
    EXPECT_TRUE(is<Disconnect>(machine.on(Stop{}, now)));
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_FALSE(machine.wake());
    want();
    request();
}

}  // namespace
}  // namespace agent::lwm2m
