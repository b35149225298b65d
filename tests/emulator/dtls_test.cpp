// The whole way: pty, module, DTLS 1.2 and UDP sockets, a live server.
#include <gtest/gtest.h>

#include "tests/emulator/emulator_rig.hpp"

namespace agent::modem::emulator {
namespace {

const Bytes key = *from_hex("00112233445566778899AABBCCDDEEFF");

std::vector<coap::Message> content(const coap::Message& request) {
    coap::Message answer;
    answer.type = coap::Type::acknowledgement;
    answer.code = coap::code::content;
    answer.message_id = request.message_id;
    answer.token = request.token;
    return {answer};
}

std::string open_line(unsigned id, std::uint16_t port, std::string_view address = "127.0.0.1") {
    return "AT+QCOAPOPEN=" + std::to_string(id) + ",\"" + std::string(address) + "\"," + std::to_string(port);
}

class RealServers : public ::testing::Test {
protected:
    explicit RealServers(EmulatorOptions options = {}) : rig(std::move(options)) {}
    void begin() {
        rig.run();
        rig.tell("ATE0");
        rig.tell("AT+CMEE=1");
    }
    void secure(unsigned id, std::string_view identity = "gw1",
                std::string_view hex = "00112233445566778899aabbccddeeff") {
        const auto text = std::to_string(id);
        rig.tell("AT+QCOAPCFG=\"dtls\"," + text + ",1");
        rig.tell("AT+QCOAPCFG=\"psk\"," + text + ",\"" + std::string(identity) + "\",\"" + std::string(hex) + "\"");
    }
    std::string open(unsigned id, std::uint16_t port, std::string_view address = "127.0.0.1") {
        const auto end = "+QCOAPOPEN: " + std::to_string(id) + ",";
        const auto said = rig.tell(open_line(id, port, address), end);
        return said.ends_with(end) ? rig.read_until("\r\n") : said;
    }
    /// A GET by context `id`, until its response was shown.
    void expect_exchange(unsigned id) {
        const auto text = std::to_string(id);
        const auto said = rig.tell("AT+QCOAPSEND=" + text + ",0,1,0,0", "\"\r\n");
        EXPECT_NE(said.find("\r\n+QCOAPSEND: " + text + ",4\r\n\r\n+QCOAPURC: " + text + ",2,205,"), std::string::npos)
            << said;
    }

    EmulatorRig rig;
};

class EachCipher : public RealServers, public ::testing::WithParamInterface<const char*> {};

TEST_P(EachCipher, ConnectsAndCarriesMessages) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key, GetParam()}, content);
    begin();
    secure(0);
    EXPECT_EQ(open(0, peer.port()), "0\r\n");
    expect_exchange(0);
    EXPECT_EQ(rig.tell("AT+QCOAPCLOSE=0", "+QCOAPCLOSE: 0,0\r\n"), "\r\nOK\r\n\r\n+QCOAPCLOSE: 0,0\r\n");
    rig.stop();
    EXPECT_EQ(peer.cipher(), GetParam());
}
INSTANTIATE_TEST_SUITE_P(Dtls, EachCipher, ::testing::Values("PSK-AES128-CCM8", "PSK-AES128-CBC-SHA256"),
                         [](const auto& run) {
                             return std::string(run.param).find("CCM8") != std::string::npos ? "Ccm8" : "CbcSha256";
                         });

TEST_F(RealServers, AnUnknownIdentityIsAHandshakeFailure) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key}, content);
    begin();
    secure(0, "gw2");
    EXPECT_EQ(open(0, peer.port()), "-9\r\n");
    EXPECT_EQ(rig.tell("AT+QCOAPOPEN?"), "\r\nOK\r\n");
    secure(0);
    EXPECT_EQ(open(0, peer.port()), "0\r\n") << "the id is free again";
}

TEST_F(RealServers, NoCommonCipherIsAHandshakeFailure) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key, "PSK-AES256-GCM-SHA384"}, content);
    begin();
    secure(0);
    EXPECT_EQ(open(0, peer.port()), "-9\r\n");
}

class ImpatientHandshake : public RealServers {
protected:
    ImpatientHandshake() : RealServers(options()) {}
    static EmulatorOptions options() {
        EmulatorOptions options;
        options.settings.timing.handshake_timeout = 300ms;
        return options;
    }
};

TEST_F(ImpatientHandshake, AWrongKeyIsAHandshakeFailure) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key}, content);
    begin();
    secure(0, "gw1", "ffffffffffffffffffffffffffffffff");
    EXPECT_EQ(open(0, peer.port()), "-9\r\n");
}

TEST_F(ImpatientHandshake, APlainServerIsAHandshakeFailure) {
    auto& peer = rig.add_peer(false, std::nullopt, content);
    begin();
    secure(0);
    EXPECT_EQ(open(0, peer.port()), "-9\r\n");
}

TEST_F(ImpatientHandshake, APortThatNobodyListensToIsAHandshakeFailure) {
    const auto closed = std::make_unique<CoapPeer>(rig.loop(), false, std::nullopt, content)->port();
    begin();
    secure(0);
    EXPECT_EQ(open(0, closed), "-9\r\n");
}

TEST_F(RealServers, TheServersGoodbyeDisconnectsTheContext) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key}, [&](const coap::Message& request) {
        auto answers = content(request);
        return answers;
    });
    begin();
    secure(0);
    ASSERT_EQ(open(0, peer.port()), "0\r\n");
    expect_exchange(0);
    rig.stop();
    peer.say_goodbye();
    rig.resume();
    const auto idle = "+QCOAPOPEN: 0,\"127.0.0.1\"," + std::to_string(peer.port()) + ",0\r\n";
    const auto until = Clock::now() + 10s;
    while (rig.tell("AT+QCOAPOPEN?").find(idle) == std::string::npos) ASSERT_LT(Clock::now(), until);
    EXPECT_EQ(rig.tell("AT+QCOAPSEND=0,0,1,0,0", "3\r\n"), "\r\n+CME ERROR: 3\r\n");
    EXPECT_EQ(rig.tell("AT+QCOAPCLOSE=0", "+QCOAPCLOSE: 0,0\r\n"), "\r\nOK\r\n\r\n+QCOAPCLOSE: 0,0\r\n");
}

TEST_F(RealServers, FiveContextsAtOnceOverBothFamiliesAndBothSecurities) {
    std::vector<CoapPeer*> peers;
    for (unsigned id = 0; id < 5; ++id) {
        const auto security =
            id % 2 == 0 ? std::optional(CoapPeer::Security{"gw" + std::to_string(id), key}) : std::nullopt;
        peers.push_back(&rig.add_peer(id >= 3, security, content));
    }
    begin();
    for (unsigned id = 0; id < 5; ++id) {
        if (id % 2 == 0) secure(id, "gw" + std::to_string(id));
        ASSERT_EQ(open(id, peers[id]->port(), id >= 3 ? "::1" : "127.0.0.1"), "0\r\n") << id;
    }
    for (unsigned round = 0; round < 3; ++round)
        for (unsigned id = 0; id < 5; ++id) expect_exchange(id);
}

class LossyAir : public RealServers {
protected:
    LossyAir() : RealServers(options()) {}
    static EmulatorOptions options() {
        EmulatorOptions options;
        for (auto* link : {&options.settings.uplink, &options.settings.downlink}) {
            link->duplication = 0.3;
            link->reorder = 0.2;
            link->delay = {0ms, 5ms};
        }
        options.settings.timing.ack_timeout = 50ms;
        options.settings.uplink.loss = 0.1;
        return options;
    }
};

TEST_F(LossyAir, MessagesGetThroughBadAirAllTheSame) {
    auto& peer = rig.add_peer(false, CoapPeer::Security{"gw1", key}, content);
    begin();
    secure(0);
    ASSERT_EQ(open(0, peer.port()), "0\r\n");
    for (int i = 0; i < 30; ++i) expect_exchange(0);
}

}  // namespace
}  // namespace agent::modem::emulator
