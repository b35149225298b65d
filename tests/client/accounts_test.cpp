// Accounts as resources and back, and which of them are in effect after a start.
#include "lwm2m/client/accounts.hpp"

#include <gmock/gmock.h>

#include "rig.hpp"

namespace agent::lwm2m::testing {
namespace {

using ::testing::HasSubstr;

const std::string key = "0123456789abcdef";

ServerAccount management(Id instance, std::uint16_t short_id) {
    ServerAccount account;
    account.security_instance = static_cast<Id>(instance + 1);
    account.instance = instance;
    account.short_id = short_id;
    account.uri.host = "192.0.2." + std::to_string(short_id);
    return account;
}

ServerAccount bootstrap() {
    ServerAccount account;
    account.short_id = 0;
    account.uri = {.secure = true, .host = "bs.example.net", .port = 5684, .path = {}, .query = {}};
    account.psk = Psk{"gw1", to_bytes(key)};
    account.hold_off_s = 10;
    account.account_timeout_s = 3600;
    return account;
}

std::string text_of(const ResourceMap& resources) {
    std::string text;
    for (const auto& [path, value] : resources) {
        text += path.text() + "=" + to_text(std::get<Value>(value)) + "\n";
    }
    return text;
}

TEST(AccountResources, AreObjects0And1) {
    EXPECT_EQ(text_of(to_resources({{management(0, 101)}, bootstrap()}, {})),
              "/0/0/0=coaps://bs.example.net\n"
              "/0/0/1=1\n"
              "/0/0/2=0\n"
              "/0/0/3=Z3cx\n"
              "/0/0/5=MDEyMzQ1Njc4OWFiY2RlZg==\n"
              "/0/0/11=10\n"
              "/0/0/12=3600\n"
              "/0/1/0=coap://192.0.2.101\n"
              "/0/1/1=0\n"
              "/0/1/2=3\n"
              "/0/1/10=101\n"
              "/1/0/0=101\n"
              "/1/0/1=86400\n"
              "/1/0/2=0\n"
              "/1/0/5=86400\n"
              "/1/0/6=1\n"
              "/1/0/7=U\n"
              "/1/0/14=0\n"
              "/1/0/15=0\n"
              "/1/0/16=1\n"
              "/1/0/21=0\n"
              "/1/0/22=U\n"
              "/1/0/23=0\n");
}

TEST(AccountResources, ReadBackToTheSameAccounts) {
    auto second = management(7, 102);
    second.uri = {.secure = true, .host = "2001:db8::1", .port = 7000, .path = {"a/b", "%"}, .query = {"x=1&y", "z"}};
    second.psk = Psk{"id \\ 2", Bytes{0, 1, 2, 255}};
    second.lifetime_s = 0;
    second.binding = "UQ";
    second.default_pmin_s = 5;
    second.default_pmax_s = 60;
    second.disable_timeout_s = 77;
    second.store_notifications = false;
    second.priority = 3;
    second.initial_delay_s = 9;
    second.block_on_failure = true;
    second.bootstrap_on_failure = false;
    second.mute_send = true;
    second.apn_link = ObjectLink{11, 3};
    second.last_bootstrapped = Time{1'700'000'000};
    second.retry.first = 10s;
    second.retry.attempts = 2;
    second.retry.pause = 100s;
    second.retry.sequences = 4;
    const AccountList accounts{{management(0, 101), second}, bootstrap()};
    const auto resources = to_resources(accounts, {});
    const auto again = to_accounts(resources, {});
    ASSERT_TRUE(again) << again.error().reason;
    EXPECT_EQ(text_of(to_resources(*again, {})), text_of(resources));
    EXPECT_EQ(again->servers[1].uri, second.uri);
    EXPECT_EQ(again->servers[1].psk, second.psk);
    EXPECT_EQ(again->servers[1].priority, 3U);
    EXPECT_EQ(again->servers[1].retry.pause, 100s);
    EXPECT_EQ(again->servers[0].retry, RetrySettings{});
    EXPECT_EQ(again->bootstrap->hold_off_s, 10U);
}

TEST(AccountResources, SequenceNumbersOfTheServerHaveNoCeilingButAYear) {  // LwM2M Core 1.1 §6.2.1.2
    auto resources = to_resources({{management(0, 101)}, {}}, {});
    resources[{1, 0, 18}] = Value(std::uint64_t{7200});
    EXPECT_EQ(to_accounts(resources, {})->servers[0].retry.first, 7200s);
    EXPECT_EQ(to_accounts(resources, {})->servers[0].retry.most, 24h * 365);
    EXPECT_EQ(to_accounts(resources, {})->servers[0].retry.pause, 1h);
    resources[{1, 0, 19}] = Value(std::uint64_t{UINT64_MAX});  // "never" is not possible
    resources[{1, 0, 17}] = Value(std::uint64_t{0});
    EXPECT_EQ(to_accounts(resources, {})->servers[0].retry.pause, 24h * 365);
    EXPECT_EQ(to_accounts(resources, {})->servers[0].retry.attempts, 1U);
}

TEST(AccountResources, RefuseWhatCouldNotWorkWithAReasonAndNoSecret) {
    const auto set = [](ObjectPath path, Value value) {
        return [=](ResourceMap& resources) { resources[path] = value; };
    };
    const auto drop = [](ObjectPath path) {
        return [=](ResourceMap& resources) {
            std::erase_if(resources, [&](const auto& entry) { return path.contains(entry.first); });
        };
    };
    const auto more = [](ResourceMap& resources) {
        std::vector<ServerAccount> five;
        for (Id instance = 0; instance < 5; ++instance)
            five.push_back(management(instance, static_cast<std::uint16_t>(101 + instance)));
        resources = to_resources({five, {}}, {});
    };
    const std::tuple<std::function<void(ResourceMap&)>, const char*> rows[] = {
        {drop(ObjectPath(1)), "/1 has no instance: no server is left"},
        {more, "/1 has more than four instances"},
        {drop({0, 1}), "/1/0 has no instance of object 0 with its short server id"},
        {drop({1, 0}), "/0/1 has no instance of object 1 with its short server id"},
        {drop({0, 1, 10}), "/0/1 has no instance of object 1 with its short server id"},
        {drop({1, 0, 0}), "/1/0 has no short server id"},
        {set({1, 0, 0}, std::int64_t{65535}), "/1/0 has a resource 0 that can't be used"},
        {set({1, 1, 0}, std::int64_t{101}), "/1/1 has the short server id of another instance"},
        {set({0, 2, 10}, std::int64_t{101}), "/0/2 has the short server id of another instance"},
        {set({0, 2, 1}, true), "/0/2 is a second account of a bootstrap server"},
        {drop({0, 1, 0}), "/0/1 has no URI"},
        {set({0, 1, 0}, std::string("http://x")), "/0/1 has an unusable URI: it must begin with coap:// or coaps://"},
        {set({0, 1, 0}, std::string("coap://h:0")), "/0/1 has an unusable URI: the port is not a number of 1..65535"},
        {drop({0, 1, 2}), "/0/1 has a security mode other than 0 (PSK) and 3 (NoSec)"},
        {set({0, 1, 2}, std::int64_t{2}), "/0/1 has a security mode other than 0 (PSK) and 3 (NoSec)"},
        {set({0, 1, 2}, std::int64_t{3}), "/0/1 has a security mode that does not fit the scheme of its URI"},
        {set({0, 1, 0}, std::string("coap://h")), "/0/1 has a security mode that does not fit the scheme of its URI"},
        {drop({0, 1, 3}), "/0/1 has no identity"},
        {set({0, 1, 3}, Bytes(153, 'a')), "/0/1 has an identity of more than 152 bytes"},
        {set({0, 1, 3}, Bytes{'a', '"'}), "/0/1 has an identity that the module's command cannot carry"},
        {set({0, 1, 5}, Bytes{}), "/0/1 has no key"},
        {set({0, 1, 5}, Bytes(129, 'k')), "/0/1 has a key of more than 128 bytes"},
        {set({1, 0, 7}, std::string("X")), "/1/0 has a resource 7 that can't be used"},
        {drop({0, 0, 0}), "/0/0 has no URI"},
    };
    auto first = management(0, 101);
    first.uri = {.secure = true, .host = "h", .port = 5684, .path = {}, .query = {}};
    first.psk = Psk{"identity", to_bytes(key)};
    for (const auto& [spoil, reason] : rows) {
        auto resources = to_resources({{first, management(1, 102)}, bootstrap()}, {});
        ASSERT_TRUE(to_accounts(resources, {}));
        spoil(resources);
        const auto accounts = to_accounts(resources, {});
        ASSERT_FALSE(accounts) << reason;
        EXPECT_EQ(accounts.error().code.text(), "4.06") << reason;
        EXPECT_EQ(accounts.error().reason, reason);
    }
}

TEST(ServerFields, TakeOnlyWhatCanBeUsed) {
    ServerAccount account;
    for (const auto* binding : {"U", "UQ", "UT", "QU", "UMHTSNQ"}) {
        EXPECT_TRUE(find_server_field(7)->set(account, Value(std::string(binding)))) << binding;
        EXPECT_EQ(account.binding, binding);
    }
    for (const auto* binding : {"", "S", "SMS", "UU", "u", "UX"}) {
        EXPECT_FALSE(find_server_field(7)->set(account, Value(std::string(binding)))) << binding;
    }
    EXPECT_FALSE(find_server_field(1)->set(account, Value(std::int64_t{-1})));
    EXPECT_FALSE(find_server_field(1)->set(account, Value(std::int64_t{0x100000000})));
    EXPECT_FALSE(find_server_field(6)->set(account, Value(std::int64_t{1})));
    EXPECT_EQ(find_server_field(4), nullptr);
}

class AccountsTest : public ::testing::Test {
protected:
    AccountsTest() { settings.servers = {management(0, 101)}, settings.bootstrap = bootstrap(); }
    Accounts open() { return Accounts(settings, store, Log(lines, "accounts", LogLevel::trace)); }
    ResourceMap from_a_bootstrap() { return to_resources({{management(4, 201), management(2, 202)}, bootstrap()}, {}); }

    ClientSettings settings;
    FakeStore store;
    Lines lines;
};

TEST_F(AccountsTest, AreTheConfiguredOnesAtFirst) {
    const auto accounts = open();
    EXPECT_EQ(accounts.size(), 1U);
    EXPECT_EQ(accounts.server(0).short_id, 101);
    EXPECT_EQ(accounts.bootstrap()->uri.host, "bs.example.net");
    EXPECT_FALSE(accounts.are_bootstrapped());
    ASSERT_TRUE(store.accounts);
    EXPECT_TRUE(store.accounts->resources.empty());  // a configured key stays where it was configured
}

TEST_F(AccountsTest, ThoseOfABootstrapWinAtTheNextStart) {
    ASSERT_TRUE(open().keep(from_a_bootstrap(), {}));
    const auto accounts = open();
    EXPECT_TRUE(accounts.are_bootstrapped());
    ASSERT_EQ(accounts.size(), 2U);
    EXPECT_EQ(accounts.server(0).short_id, 202);  // in the order of object 1
    EXPECT_EQ(accounts.server(1).short_id, 201);
    EXPECT_EQ(accounts.bootstrap()->psk->key, to_bytes(key));
}

TEST_F(AccountsTest, TheConfigurationWinsWhenItHasChangedSince) {
    using Edit = std::function<void(ClientSettings&)>;
    const Edit edits[] = {
        [](auto& s) { s.servers[0].lifetime_s = 60; },
        [](auto& s) { s.servers[0].uri.host = "other"; },
        [](auto& s) {
            s.servers[0].version = {1, 0};
        },
        [](auto& s) { s.servers.push_back(management(1, 102)); },
        [](auto& s) { s.bootstrap->psk->key.back() ^= 1; },
        [](auto& s) { s.bootstrap->psk->identity += "x"; },
        [](auto& s) { s.bootstrap->hold_off_s = 11; },
        [](auto& s) { s.bootstrap.reset(); },
        [](auto& s) { s.servers.clear(); },
    };
    const auto before = settings;
    for (const auto& edit : edits) {
        settings = before;
        open();
        ASSERT_TRUE(open().keep(from_a_bootstrap(), {}));
        store.values[{1, 2, 1}] = Value(std::int64_t{99});
        ASSERT_TRUE(open().are_bootstrapped());
        edit(settings);
        EXPECT_FALSE(open().are_bootstrapped());
        EXPECT_TRUE(store.accounts->resources.empty());
        EXPECT_TRUE(store.values.empty());
        settings = before;
        EXPECT_FALSE(open().are_bootstrapped());  // and what it replaced does not come back
    }
}

TEST_F(AccountsTest, AnotherEndpointOrRetryOfTheRegistrationIsNoChangeOfTheAccounts) {
    ASSERT_TRUE(open().keep(from_a_bootstrap(), {}));
    settings.endpoint = "other";
    settings.retry.first = 5s;
    settings.servers[0].retry.first = 5s;
    EXPECT_TRUE(open().are_bootstrapped());
    EXPECT_EQ(open().server(0).retry.first, 5s);
}

TEST_F(AccountsTest, HaveWhatServersWroteToThem) {
    open();
    store.values[{1, 0, 1}] = Value(std::int64_t{60});
    store.values[{1, 0, 6}] = Value(false);
    store.values[{1, 0, 7}] = Value(std::string("nonsense"));
    store.values[{1, 5, 1}] = Value(std::int64_t{60});
    const auto accounts = open();
    EXPECT_EQ(accounts.server(0).lifetime_s, 60U);
    EXPECT_FALSE(accounts.server(0).store_notifications);
    EXPECT_EQ(accounts.server(0).binding, "U");
    EXPECT_TRUE(lines.has("kept value ignored path=/1/0/7"));
    EXPECT_TRUE(lines.has("kept value ignored path=/1/5/1"));
}

TEST_F(AccountsTest, ABootstrapTakesWhatWasWrittenWithIt) {
    open();
    store.values[{1, 0, 1}] = Value(std::int64_t{60});
    store.values[{3, 0, 14}] = Value(std::string("+01:00"));
    auto accounts = open();
    ASSERT_TRUE(accounts.keep(accounts.resources(), {}));
    EXPECT_EQ(store.values.size(), 1U);
    EXPECT_EQ(open().server(0).lifetime_s, 60U);
}

TEST_F(AccountsTest, KeptOnesThatMakeNoSenseAreNotUsed) {
    auto resources = from_a_bootstrap();
    resources.erase({0, 5, 0});
    ASSERT_TRUE(open().keep(resources, {}));
    const auto accounts = open();
    EXPECT_EQ(accounts.server(0).short_id, 101);
    EXPECT_TRUE(lines.has("/0/5 has no URI"));
}

TEST_F(AccountsTest, TheBootstrapServersAccountCanBePurged) {
    ASSERT_TRUE(open().keep(from_a_bootstrap(), {}));
    auto accounts = open();
    accounts.purge_bootstrap();
    EXPECT_FALSE(accounts.bootstrap());
    const auto again = open();
    EXPECT_FALSE(again.bootstrap());
    EXPECT_EQ(again.size(), 2U);
}

TEST_F(AccountsTest, NoLineHoldsASecret) {
    ASSERT_TRUE(open().keep(from_a_bootstrap(), {}));
    store.accounts->resources.pop_back();
    store.accounts->resources.erase(store.accounts->resources.begin());
    open();
    store.full = true;
    settings.bootstrap->psk->key = Bytes(16, 'K');
    open();
    EXPECT_TRUE(lines.has("disk full"));
    for (const auto& line : lines.lines) {
        EXPECT_THAT(line, ::testing::Not(HasSubstr(key)));
        EXPECT_THAT(line, ::testing::Not(HasSubstr("KKKK")));
    }
}

}  // namespace
}  // namespace agent::lwm2m::testing
