// How a registration that fails is tried again (LwM2M Core 1.1 §6.2.1.2), and how it is left and taken up.
#include <gtest/gtest.h>

#include "lwm2m/client/registration.hpp"

namespace agent::lwm2m {
namespace {

using namespace registration;
using State = RegistrationState;

constexpr TimePoint noon{12h};

template<class T>
bool is(const Action& action) {
    return std::holds_alternative<T>(action);
}

ServerAccount account(const RetrySettings& retry) {
    ServerAccount account;
    account.retry = retry;
    account.retry.jitter = 0;
    return account;
}

class RegistrationRetry : public testing::Test {
protected:
    /// The waits after so many failed attempts.
    std::vector<Duration> waits(Registration& machine, std::size_t attempts) {
        std::vector<Duration> waits;
        while (waits.size() < attempts) {
            machine.on(Disconnected{"no network"}, now);
            waits.push_back(machine.wake().value() - now);
            now = *machine.wake();
            EXPECT_TRUE(is<Connect>(machine.on(Due{}, now)));
        }
        return waits;
    }
    static void register_at(Registration& machine, TimePoint when) {
        machine.on(Start{}, when);
        machine.on(Connected{}, when);
        machine.on(Answered{coap::code::created, {"rd", "1"}}, when);
    }

    Random random{1};
    TimePoint now = noon;
};

TEST_F(RegistrationRetry, WaitsTwiceAsLongAfterEachAttemptAndPausesAfterASequence) {
    Registration machine(account({.first = 60s, .most = 24h * 365, .attempts = 5, .pause = 24h}), random);
    machine.on(Start{}, now);
    const std::vector<Duration> sequence{60s, 120s, 240s, 480s, 24h};
    EXPECT_EQ(waits(machine, 5), sequence);
    EXPECT_EQ(waits(machine, 5), sequence);
}

TEST_F(RegistrationRetry, AHugeTimerSaturates) {
    Registration machine(account({.first = 24h * 365, .most = 24h * 365, .attempts = UINT32_MAX}), random);
    machine.on(Start{}, now);
    for (const auto wait : waits(machine, 100)) EXPECT_EQ(wait, 24h * 365);
    EXPECT_FALSE(machine.has_failed());
}

TEST_F(RegistrationRetry, HasFailedAfterTheLastSequenceAndSaysSoAgainAfterTheNextOnes) {
    Registration machine(account({.first = 1s, .most = 1s, .attempts = 3, .pause = 5s, .sequences = 2}), random);
    machine.on(Start{}, now);
    for (int attempt = 1; attempt <= 20; ++attempt) {
        waits(machine, 1);
        EXPECT_EQ(machine.has_failed(), attempt >= 6) << attempt;
        EXPECT_EQ(machine.is_just_failed(), attempt % 6 == 0) << attempt;
    }
    machine.on(Connected{}, now);
    machine.on(Answered{coap::code::created, {"rd", "1"}}, now);
    EXPECT_FALSE(machine.has_failed());
}

TEST_F(RegistrationRetry, AnEndlessSequenceNeverCountsAsFailed) {
    Registration machine(account({.first = 1s, .most = 1s, .attempts = 0}), random);
    machine.on(Start{}, now);
    waits(machine, 100);
    EXPECT_FALSE(machine.has_failed());
}

TEST_F(RegistrationRetry, TheFirstAttemptMayBeDelayed) {  // /1/x/14
    Registration machine(account({}), random);
    EXPECT_TRUE(is<Nothing>(machine.on(Start{30s}, now)));
    EXPECT_EQ(machine.state(), State::waiting);
    EXPECT_EQ(machine.wake(), now + 30s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, now + 30s)));
    EXPECT_EQ(machine.status().failures, 0U);
}

TEST_F(RegistrationRetry, SuspendsWithoutAWordAndGoesOnWithAnUpdate) {
    Registration machine(account({}), random);
    register_at(machine, now);
    EXPECT_TRUE(is<Disconnect>(machine.on(Suspend{}, now + 5s)));
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_FALSE(machine.wake());
    EXPECT_TRUE(is<Connect>(machine.on(Start{}, now + 100s)));
    EXPECT_TRUE(is<SendUpdate>(machine.on(Connected{}, now + 101s)));
}

TEST_F(RegistrationRetry, ADisabledServerStaysDisabledOverASuspension) {
    Registration machine(account({}), random);
    register_at(machine, now);
    machine.on(Disable{100s}, now);
    machine.on(Answered{coap::code::deleted, {}}, now + 1s);
    machine.on(Suspend{}, now + 5s);
    EXPECT_TRUE(is<Nothing>(machine.on(Start{}, now + 10s)));
    EXPECT_EQ(machine.state(), State::disabled);
    EXPECT_EQ(machine.wake(), now + 100s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, now + 100s)));
    machine.on(Suspend{}, now + 101s);
    EXPECT_TRUE(is<Connect>(machine.on(Start{}, now + 102s)));  // its time is over
}

}  // namespace
}  // namespace agent::lwm2m
