#include "bootstrap_rig.hpp"

namespace agent::lwm2m::testing {

using coap::OptionNumber;
using codec::InstanceContent;
namespace code = coap::code;

BootstrapTest::BootstrapTest() {
    ServerAccount account;
    account.short_id = 0;
    account.uri = {.secure = true, .host = "bs.example.net", .port = 5684, .path = {}, .query = {}};
    account.psk = Psk{"gw1", to_bytes("bootstrap-secret")};
    account.hold_off_s = 10;
    settings.bootstrap = account;
    settings.servers[0].security_instance = 1;
    settings.retry = settings.servers[0].retry;
}

std::string BootstrapTest::in_tlv(const ObjectPath& path, const codec::Content& content) {
    const auto payload = codec::encode(coap::ContentFormat::lwm2m_tlv, path, content);
    EXPECT_TRUE(payload) << path.text();
    return payload ? std::string(as_text(*payload)) : std::string();
}

InstanceContent BootstrapTest::security(Id instance, std::uint16_t short_id, const std::string& uri, bool bootstrap) {
    const bool secure = uri.starts_with("coaps");
    InstanceContent content{instance, {}};
    const auto add = [&](Id id, Value value) { content.resources.push_back({id, std::move(value)}); };
    add(0, uri);
    add(1, bootstrap);
    add(2, std::int64_t{secure ? 0 : 3});
    add(3, to_bytes(secure ? "gw1-" + std::to_string(short_id) : ""));
    add(4, Bytes{});
    add(5, to_bytes(secure ? "sixteen-byte-key" : ""));
    add(6, std::int64_t{3});
    add(7, Bytes{});
    add(8, Bytes{});
    add(9, std::string());
    add(10, std::int64_t{short_id});
    add(11, std::int64_t{1});
    add(12, std::int64_t{0});
    return content;
}

InstanceContent BootstrapTest::server(Id instance, std::uint16_t short_id, std::int64_t lifetime) {
    InstanceContent content{instance, {}};
    content.resources.push_back({0, Value(std::int64_t{short_id})});
    content.resources.push_back({1, Value(lifetime)});
    content.resources.push_back({2, Value(std::int64_t{1})});
    content.resources.push_back({6, Value(true)});
    content.resources.push_back({7, Value(std::string("U"))});
    return content;
}

std::string BootstrapTest::bs(Ask ask) {
    ask.server = bootstrap_index;
    const auto id = send(ask);
    advance(Duration::zero());
    for (std::size_t i = 0; i < transport.sent.size(); ++i) {
        if (transport.sent_to[i] != bootstrap_index || transport.sent[i].message_id != id) continue;
        const auto answer = transport.sent[i];
        EXPECT_EQ(answer.type, coap::Type::acknowledgement);
        return brief(answer);
    }
    return "nothing";
}

std::string BootstrapTest::put(const std::string& path, InstanceContent instance) {
    return bs({code::put, path, {}, tlv, in_tlv(*ObjectPath::parse(path), {std::move(instance)})});
}

std::vector<std::string> BootstrapTest::requests() {
    advance(Duration::zero());
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < transport.sent.size(); ++i) {
        const auto& message = transport.sent[i];
        if (!message.code.is_request()) continue;
        auto line = std::to_string(transport.sent_to[i]) + " " + message.code.name() + " " + message.uri_path();
        char separator = '?';
        for (const auto query : message.values(OptionNumber::uri_query)) {
            line.append(1, separator).append(query);
            separator = '&';
        }
        requests.push_back(line);
    }
    return requests;
}

void BootstrapTest::begin_session() {
    advance(15s);
    client->on_connected(bootstrap_index);
    answer(transport.sent.back(), code::changed, {}, bootstrap_index);
    take_sent();
    ASSERT_EQ(client->bootstrap().state, BootstrapState::running);
}

void BootstrapTest::write_account() {
    EXPECT_EQ(del("/0"), "2.02");
    EXPECT_EQ(del("/1"), "2.02");
    EXPECT_EQ(put("/0/1", security(1, 201, "coaps://new.example.net")), "2.04");
    EXPECT_EQ(put("/1/0", server(0, 201)), "2.04");
}

void BootstrapTest::accept_register(ServerIndex index) {
    answer(transport.sent.back(), code::created, {"rd", "new"}, index);
    advance(Duration::zero());
}

void BootstrapTest::expect_no_secret_in_the_log() const {
    for (const auto* secret : {"sixteen-byte-key", "bootstrap-secret"}) {
        const auto encoded = {std::string(secret), to_hex(as_bytes(secret)), to_text(Value(to_bytes(secret)))};
        for (const auto& spelling : encoded) EXPECT_FALSE(log.has(spelling)) << spelling;
    }
}

}  // namespace agent::lwm2m::testing
