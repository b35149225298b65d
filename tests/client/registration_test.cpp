// The registration machine alone: events and times in, actions out.
#include "lwm2m/client/registration.hpp"

#include <gtest/gtest.h>

#include "lwm2m/client/registration_message.hpp"

namespace agent::lwm2m {
namespace {

using namespace registration;
using State = RegistrationState;

constexpr TimePoint noon{12h};

template<class T>
bool is(const Action& action) {
    return std::holds_alternative<T>(action);
}

ServerAccount account(std::uint32_t lifetime_s = 300) {
    ServerAccount account;
    account.lifetime_s = lifetime_s;
    account.retry = {.first = 60s, .most = 1h, .attempts = 5, .jitter = 0.0};
    return account;
}

class RegistrationTest : public testing::Test {
protected:
    Random random{1};
    Offer offer{.lifetime_s = 300, .queue_mode = false, .objects = "</1/0>,</3/0>"};

    Registration offered(const ServerAccount& to) {
        offer.lifetime_s = to.lifetime_s;
        Registration machine(to, random);
        machine.on(Offered{offer}, noon);
        return machine;
    }
    /// Registered at `noon` with the location /rd/5a3f.
    Registration registered(const ServerAccount& to) {
        auto machine = offered(to);
        machine.on(Start{}, noon);
        machine.on(Connected{}, noon);
        machine.on(Answered{coap::code::created, {"rd", "5a3f"}}, noon);
        return machine;
    }
};

TEST_F(RegistrationTest, RegistersAfterTheConnection) {  // LightweightM2M-1.1-int-101
    auto machine = offered(account());
    EXPECT_TRUE(is<Connect>(machine.on(Start{}, noon)));
    EXPECT_EQ(machine.state(), State::connecting);
    const auto action = machine.on(Connected{}, noon);
    ASSERT_TRUE(is<SendRegister>(action));
    EXPECT_EQ(std::get<SendRegister>(action).version, (Version{1, 1}));
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::created, {"rd", "a", "", "b"}}, noon + 1s)));
    EXPECT_EQ(machine.state(), State::registered);
    EXPECT_EQ(machine.status().location, "/rd/a//b");
}

TEST_F(RegistrationTest, TriesEarlyAgainWhenItsOwnDeviceBrokeTheConnection) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    machine.on(Connected{}, noon);
    EXPECT_TRUE(is<Disconnect>(machine.on(Disconnected{"the module restarted", Cause::device}, noon)));
    EXPECT_EQ(machine.state(), State::waiting);
    EXPECT_EQ(machine.status().failures, 0U) << "the server has not failed";
    ASSERT_TRUE(machine.wake());
    EXPECT_LE(*machine.wake(), noon + 2s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, *machine.wake())));
}

TEST_F(RegistrationTest, WaitsLongerForADeviceThatBreaksEveryTimeButNoLongerThanForAServer) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    auto now = noon;
    Duration longest{};
    for (int i = 0; i < 20; ++i) {
        machine.on(Connected{}, now);
        machine.on(Disconnected{"the module restarted", Cause::device}, now);
        ASSERT_TRUE(machine.wake());
        longest = *machine.wake() - now;
        now = *machine.wake();
        machine.on(Due{}, now);
    }
    EXPECT_GE(longest, 60s);
    EXPECT_LE(longest, 4 * 60s);
}

TEST_F(RegistrationTest, HoldsOffFromAServerThatBrokeTheConnection) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    machine.on(Connected{}, noon);
    machine.on(Disconnected{"DTLS handshaking failure", Cause::server}, noon);
    EXPECT_EQ(machine.wake(), noon + 60s);
}

TEST_F(RegistrationTest, UpdatesBeforeTheLifetimeEnds) {  // LightweightM2M-1.1-int-102
    struct Row {
        std::uint32_t lifetime_s;
        Duration update_after;
    };
    for (const auto& row : {Row{300, 207s}, Row{186, 93s}, Row{100, 50s}, Row{2, 1s}, Row{1, 1s}, Row{86400, 86307s},
                            Row{UINT32_MAX, std::chrono::seconds(UINT32_MAX) - 93s}}) {
        auto machine = registered(account(row.lifetime_s));
        EXPECT_EQ(machine.wake(), noon + row.update_after) << row.lifetime_s;
        const auto action = machine.on(Due{}, noon + row.update_after);
        ASSERT_TRUE(is<SendUpdate>(action)) << row.lifetime_s;
        const auto& update = std::get<SendUpdate>(action);
        EXPECT_FALSE(update.lifetime || update.binding || update.objects);
    }
}

TEST_F(RegistrationTest, CountsTheLifetimeFromTheSendingOfTheRequest) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    machine.on(Connected{}, noon);
    machine.on(Answered{coap::code::created, {"rd", "1"}}, noon + 30s);
    EXPECT_EQ(machine.wake(), noon + 207s);
    EXPECT_EQ(machine.status().expires, noon + 300s);
}

TEST_F(RegistrationTest, NeverUpdatesAnInfiniteLifetime) {
    auto machine = registered(account(0));
    EXPECT_FALSE(machine.wake());
    EXPECT_TRUE(is<Nothing>(machine.on(Due{}, noon + 1000h)));
}

TEST_F(RegistrationTest, AnUpdateSaysOnlyWhatChangedSinceTheLastAcknowledgedOne) {  // LightweightM2M-1.1-int-103
    auto machine = registered(account());
    offer.lifetime_s = 600;
    auto action = machine.on(Offered{offer}, noon + 1s);
    ASSERT_TRUE(is<SendUpdate>(action));
    EXPECT_TRUE(std::get<SendUpdate>(action).lifetime);
    EXPECT_FALSE(std::get<SendUpdate>(action).objects);
    offer.objects += ",</4/0>";
    EXPECT_TRUE(is<Nothing>(machine.on(Offered{offer}, noon + 2s)));  // one request at a time
    action = machine.on(Answered{coap::code::changed, {}}, noon + 3s);
    ASSERT_TRUE(is<SendUpdate>(action));
    EXPECT_FALSE(std::get<SendUpdate>(action).lifetime);
    EXPECT_TRUE(std::get<SendUpdate>(action).objects);
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::changed, {}}, noon + 4s)));
    EXPECT_EQ(machine.wake(), noon + 3s + 507s);
}

TEST_F(RegistrationTest, AnUpdateAnswered404RegistersAtOnce) {
    auto machine = registered(account());
    machine.on(Due{}, noon + 207s);
    EXPECT_TRUE(is<SendRegister>(machine.on(Answered{coap::code::not_found, {}}, noon + 208s)));
    EXPECT_EQ(machine.state(), State::registering);
}

TEST_F(RegistrationTest, AnotherFailureOfAnUpdateWaitsAndRegisters) {
    auto machine = registered(account());
    machine.on(Due{}, noon + 207s);
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::bad_request, {}}, noon + 208s)));
    EXPECT_EQ(machine.state(), State::waiting);
    EXPECT_TRUE(is<SendRegister>(machine.on(Due{}, noon + 268s)));
}

TEST_F(RegistrationTest, AnUnansweredUpdateRegistersOverANewConnection) {
    auto machine = registered(account());
    machine.on(Due{}, noon + 207s);
    EXPECT_TRUE(is<Disconnect>(machine.on(Unanswered{"no answer"}, noon + 300s)));
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, noon + 360s)));
    EXPECT_TRUE(is<SendRegister>(machine.on(Connected{}, noon + 361s)));
}

TEST_F(RegistrationTest, BacksOffAndNeverGivesUp) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    auto now = noon;
    const Duration waits[] = {60s, 120s, 240s, 480s, 1h};
    for (int attempt = 0; attempt < 1000; ++attempt) {
        machine.on(Disconnected{"no network"}, now);
        ASSERT_EQ(machine.state(), State::waiting);
        ASSERT_EQ(machine.wake(), now + waits[attempt % 5]) << attempt;
        now = *machine.wake();
        ASSERT_TRUE(is<Connect>(machine.on(Due{}, now)));
    }
    EXPECT_EQ(machine.status().failures, 1000U);
    EXPECT_EQ(machine.status().detail, "no network");
}

TEST_F(RegistrationTest, TheWaitSaturatesAndIsSpreadByJitter) {
    auto to = account();
    to.retry = {.first = 60s, .most = 24h, .attempts = 0, .jitter = 0.25};
    auto machine = offered(to);
    machine.on(Start{}, noon);
    auto now = noon;
    for (int attempt = 0; attempt < 100; ++attempt) {
        machine.on(Disconnected{"no network"}, now);
        const auto wait = *machine.wake() - now;
        EXPECT_GE(wait, std::min<Duration>(24h, 60s * (1LL << std::min(attempt, 20))));
        EXPECT_LE(wait, 30h);
        now = *machine.wake();
        machine.on(Due{}, now);
    }
}

TEST_F(RegistrationTest, ARefusedVersionIsLoweredAtOnce) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    machine.on(Connected{}, noon);
    const auto lower = machine.on(Answered{coap::code::precondition_failed, {}}, noon + 1s);
    ASSERT_TRUE(is<SendRegister>(lower));
    EXPECT_EQ(std::get<SendRegister>(lower).version, (Version{1, 0}));
    // Below 1.0 there is nothing: wait, and begin with the highest again.
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::precondition_failed, {}}, noon + 2s)));
    const auto again = machine.on(Due{}, noon + 62s);
    EXPECT_EQ(std::get<SendRegister>(again).version, (Version{1, 1}));
}

TEST_F(RegistrationTest, ALocationIsPartOfTheBargain) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    machine.on(Connected{}, noon);
    machine.on(Answered{coap::code::created, {}}, noon + 1s);
    EXPECT_EQ(machine.state(), State::waiting);
    EXPECT_EQ(machine.wake(), noon + 61s);
}

TEST(RegistrationLocation, IsNotThePathOfTheRegisterItself) {
    const auto location = [](std::initializer_list<const char*> segments, std::vector<std::string> uri_path) {
        coap::Message answer{.code = coap::code::created};
        for (const auto* segment : segments) answer.add_string(coap::OptionNumber::location_path, segment);
        std::string text;
        for (const auto& segment : location_of(answer, {.host = "h", .path = std::move(uri_path)}))
            text += "/" + segment;
        return text;
    };
    EXPECT_EQ(location({"rd", "5a3f"}, {}), "/rd/5a3f");
    EXPECT_EQ(location({"r"}, {}), "/r");
    EXPECT_EQ(location({"rd"}, {}), "");
    EXPECT_EQ(location({"a", "rd"}, {"a"}), "");
    EXPECT_EQ(location({"rd"}, {"a"}), "/rd");
    EXPECT_EQ(location({"rd", "rd"}, {}), "/rd/rd");
    EXPECT_EQ(location({}, {}), "");
}

TEST_F(RegistrationTest, ABrokenConnectionIsRenewedAndTheRegistrationKept) {
    auto machine = registered(account());
    EXPECT_TRUE(is<Disconnect>(machine.on(Disconnected{"module reset"}, noon + 10s)));
    const auto retry = *machine.wake();
    EXPECT_LE(retry, noon + 12s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, retry)));
    EXPECT_TRUE(is<SendUpdate>(machine.on(Connected{}, retry + 1s)));
}

TEST_F(RegistrationTest, AConnectionThatComesBackAfterTheLifetimeRegisters) {
    auto machine = registered(account());
    machine.on(Disconnected{"module reset"}, noon + 10s);
    machine.on(Due{}, *machine.wake());
    EXPECT_TRUE(is<SendRegister>(machine.on(Connected{}, noon + 300s)));
}

TEST_F(RegistrationTest, StoppingDeregisters) {  // LightweightM2M-1.1-int-104
    auto machine = registered(account());
    EXPECT_TRUE(is<SendDeregister>(machine.on(Stop{}, noon + 10s)));
    EXPECT_EQ(machine.state(), State::deregistering);
    EXPECT_TRUE(is<Disconnect>(machine.on(Answered{coap::code::deleted, {}}, noon + 11s)));
    EXPECT_EQ(machine.state(), State::idle);
    EXPECT_FALSE(machine.wake());
}

TEST_F(RegistrationTest, StoppingDuringTheRegisterDeregistersWhenItIsAnswered) {
    for (const auto code : {coap::code::created, coap::code::forbidden}) {
        auto machine = offered(account());
        machine.on(Start{}, noon);
        machine.on(Connected{}, noon);
        EXPECT_TRUE(is<Nothing>(machine.on(Stop{}, noon)));
        EXPECT_EQ(machine.state(), State::registering);
        const auto action = machine.on(Answered{code, {"rd", "5a3f"}}, noon + 1s);
        if (code == coap::code::created) {
            EXPECT_TRUE(is<SendDeregister>(action));
            EXPECT_EQ(machine.location(), (std::vector<std::string>{"rd", "5a3f"}));
        } else {
            EXPECT_TRUE(is<Disconnect>(action));
            EXPECT_EQ(machine.state(), State::idle);
        }
    }
}

TEST_F(RegistrationTest, StoppingWhileNotRegisteredEndsAtOnce) {
    auto machine = offered(account());
    machine.on(Start{}, noon);
    EXPECT_TRUE(is<Disconnect>(machine.on(Stop{}, noon)));
    EXPECT_EQ(machine.state(), State::idle);
}

TEST_F(RegistrationTest, DisableLeavesWaitsAndComesBack) {
    auto machine = registered(account());
    EXPECT_TRUE(is<SendDeregister>(machine.on(Disable{100s}, noon + 10s)));
    EXPECT_TRUE(is<Disconnect>(machine.on(Unanswered{"no answer"}, noon + 103s)));
    EXPECT_EQ(machine.state(), State::disabled);
    EXPECT_EQ(machine.wake(), noon + 110s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, noon + 110s)));
    EXPECT_TRUE(is<SendRegister>(machine.on(Connected{}, noon + 111s)));
}

TEST_F(RegistrationTest, DisableCancelsTheExchangeInFlightAndNeverSticks) {
    auto machine = registered(account());
    machine.on(Due{}, noon + 207s);
    EXPECT_TRUE(is<SendDeregister>(machine.on(Disable{1s}, noon + 208s)));
    EXPECT_TRUE(is<Disconnect>(machine.on(Unanswered{"no answer"}, noon + 300s)));
    ASSERT_TRUE(machine.wake());
    EXPECT_GT(*machine.wake(), noon + 300s);
    EXPECT_TRUE(is<Connect>(machine.on(Due{}, *machine.wake())));
}

TEST_F(RegistrationTest, ATriggerUpdatesAtOnceAndCutsAWaitShort) {
    auto machine = registered(account());
    EXPECT_TRUE(is<SendUpdate>(machine.on(Trigger{}, noon + 5s)));
    EXPECT_TRUE(is<Nothing>(machine.on(Trigger{}, noon + 6s)));
    machine.on(Unanswered{"no answer"}, noon + 98s);
    EXPECT_TRUE(is<Connect>(machine.on(Trigger{}, noon + 99s)));
}

TEST_F(RegistrationTest, QueueModeHasNoPlaceInAnUpdateOf11) {
    auto machine = registered(account());
    offer.queue_mode = true;
    EXPECT_TRUE(is<SendRegister>(machine.on(Offered{offer}, noon + 1s)));
    auto old = account();
    old.version = {1, 0};
    offer.queue_mode = false;
    auto machine_1_0 = registered(old);
    offer.queue_mode = true;
    const auto action = machine_1_0.on(Offered{offer}, noon + 1s);
    ASSERT_TRUE(is<SendUpdate>(action));
    EXPECT_TRUE(std::get<SendUpdate>(action).binding);
}

TEST_F(RegistrationTest, AnswersThatNobodyWaitsForChangeNothing) {
    auto machine = registered(account());
    EXPECT_TRUE(is<Nothing>(machine.on(Answered{coap::code::not_found, {}}, noon + 1s)));
    EXPECT_TRUE(is<Nothing>(machine.on(Unanswered{"late"}, noon + 1s)));
    EXPECT_EQ(machine.state(), State::registered);
}

}  // namespace
}  // namespace agent::lwm2m
