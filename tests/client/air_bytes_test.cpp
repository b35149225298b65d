// What the agent's messages cost on the air, in bytes of UDP payload. The figures of README's "Measured" are these.
#include "lwm2m/coap/wire.hpp"
#include "tests/client/rig.hpp"
#include "tests/codec/device_example.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;

/// The device of the specification's own example (LwM2M Core 1.1 §7.4.3), which established clients are measured with.
class AirBytes : public ClientTest {
protected:
    AirBytes() {
        settings.endpoint = "gateway-000000001";
        settings.servers.front().lifetime_s = 86400;
        tree.remove(3);
        tree.remove(19);
        tree.add(*core_definition(3)).add_instance(0);
        const auto device = codec::device_content();
        for (const auto& resource : device.front().resources) add({3, 0, resource.id}, resource.value);
    }
    void start_at(std::string location) {
        start();
        client->on_connected(0);
        registered = take_one();
        answer(registered, code::created, {"rd", std::move(location)});
    }
    coap::Message registered;
};

TEST_F(AirBytes, OfARegister) {
    start_at("a");
    EXPECT_EQ(as_text(registered.payload), "</1/0>,</3/0>");
    EXPECT_EQ(coap::encoded_size(registered), 64U);  // the best established client: 72
}

TEST_F(AirBytes, OfAnUpdateAndADeregister) {
    start_at("a");
    client->update(0);
    const auto update = take_one();
    EXPECT_EQ(update.uri_path(), "/rd/a");
    EXPECT_EQ(coap::encoded_size(update), 9U);  // 13
    answer(update, code::changed);
    client->stop([] {});
    EXPECT_EQ(coap::encoded_size(take_one()), 9U);  // 13
}

TEST_F(AirBytes, OfARead) {
    start_at("a");
    const auto answered = exchange({.method = code::get, .path = "/3/0", .accept = 11542, .token = ""});
    EXPECT_EQ(answered.content_format(), coap::ContentFormat::lwm2m_tlv);
    EXPECT_EQ(answered.payload.size(), 121U);                   // as the specification encodes it
    EXPECT_EQ(coap::encoded_size(answered), 121U + 4 + 3 + 1);  // header, Content-Format, marker: the least there is
}

TEST_F(AirBytes, OfANotificationOfAnInteger) {
    start_at("a");
    const auto notified = [&](unsigned format, std::int64_t value) {
        exchange({.method = code::get, .path = "/3/0/9", .accept = format, .observe = 0, .token = "12345678"});
        resource({3, 0, 9}).set(Value(value));
        return coap::encoded_size(take_one());
    };
    EXPECT_EQ(notified(0, 42), 18U);   // text; the server's token is 8 of them
    EXPECT_EQ(notified(60, 20), 18U);  // CBOR
    EXPECT_EQ(notified(11542, 42), 21U);
}

}  // namespace
}  // namespace agent::lwm2m::testing
