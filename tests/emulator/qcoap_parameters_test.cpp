// What AT+QCOAP* accepts and refuses (QCOAP note 2.3), on virtual time.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class QcoapParameters : public ModuleBench {};

TEST_F(QcoapParameters, AnswersTheTestForms) {
    EXPECT_EQ(tell("AT+QCOAPOPEN=?"), "\r\n+QCOAPOPEN: (0-4),<CoAP_server>,(1-65535)\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCLOSE=?"), "\r\n+QCOAPCLOSE: (0-4)\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPOPTION=?"),
              "\r\n+QCOAPOPTION: (0-4),(0),<opt_name>,(0-255),<opt_value>,(0,1)\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPHEAD=?"), "\r\n+QCOAPHEAD: (0-4),(0-5),(0-65535),(1-8),<token>\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=?"), "\r\n+QCOAPSEND: (0-4),(0-3),<method/rsrcode>,(0),(0-1024),<data>\r\n\r\nOK\r\n");
}

TEST_F(QcoapParameters, FormsTheNoteDoesNotHaveAreWrong) {
    for (const auto* line : {"AT+QCOAPCFG=?", "AT+QCOAPCFG?", "AT+QCOAPCFG", "AT+QCOAPCLOSE?", "AT+QCOAPHEAD?",
                             "AT+QCOAPSEND?", "AT+QCOAPSEND", "AT+QCOAPOPTION", "AT+QCOAPOPTION?"}) {
        EXPECT_EQ(tell(line), wrong_parameters) << line;
    }
}

TEST_F(QcoapParameters, ErrorsHaveNoNumberUntilCmeeIsOn) {
    tell("AT+CMEE=0");
    EXPECT_EQ(tell("AT+QCOAPCLOSE=9"), "\r\nERROR\r\n");
    tell("AT+CMEE=1");
    EXPECT_EQ(tell("AT+QCOAPCLOSE=9"), wrong_parameters);
}

TEST_F(QcoapParameters, ConfiguresDtlsAndPskPerContext) {
    EXPECT_EQ(tell("AT+QCOAPCFG=\"dtls\",3"), "\r\n+QCOAPCFG: \"dtls\",0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"dtls\",3,1"), ok);
    EXPECT_EQ(tell("AT+QCOAPCFG=\"dtls\",3"), "\r\n+QCOAPCFG: \"dtls\",1\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"dtls\",2"), "\r\n+QCOAPCFG: \"dtls\",0\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",3"), "\r\n+QCOAPCFG: \"psk\",\"\",\"\"\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",3,\"id\",\"00fF\""), ok);
    EXPECT_EQ(tell("AT+QCOAPCFG=\"psk\",3"), "\r\n+QCOAPCFG: \"psk\",\"id\",\"00fF\"\r\n\r\nOK\r\n");
}

TEST_F(QcoapParameters, RefusesWrongConfigurations) {
    const auto identity = std::string(153, 'i');
    const auto key = std::string(258, 'a');
    for (const auto& line : std::vector<std::string>{
             "AT+QCOAPCFG=\"dtls\",5", "AT+QCOAPCFG=\"dtls\",0,2", "AT+QCOAPCFG=dtls,0,1", "AT+QCOAPCFG=\"tls\",0,1",
             "AT+QCOAPCFG=\"dtls\",0,1,1", "AT+QCOAPCFG=\"psk\",0,\"id\"", "AT+QCOAPCFG=\"psk\",0,\"id\",\"0\"",
             "AT+QCOAPCFG=\"psk\",0,\"id\",\"xy\"", "AT+QCOAPCFG=\"psk\",0,id,\"00\"",
             "AT+QCOAPCFG=\"psk\",0,\"id\",00", "AT+QCOAPCFG=\"psk\",0,\"" + identity + "\",\"00\"",
             "AT+QCOAPCFG=\"psk\",0,\"i\",\"" + key + "\""}) {
        EXPECT_EQ(tell(line), wrong_parameters) << line;
    }
}

TEST_F(QcoapParameters, RefusesWrongOpens) {
    for (const auto* line :
         {"AT+QCOAPOPEN=5,\"192.0.2.7\",5683", "AT+QCOAPOPEN=0,\"192.0.2.7\",0", "AT+QCOAPOPEN=0,\"192.0.2.7\",65536",
          "AT+QCOAPOPEN=0,\"server.example.net\",5683", "AT+QCOAPOPEN=0,192.0.2.7,5683", "AT+QCOAPOPEN=0,\"192.0.2.7\"",
          "AT+QCOAPOPEN=0,\"192.0.2.7\",5683,1", "AT+QCOAPOPEN=0,\"192.0.2.777\",5683", "AT+QCOAPOPEN=0,\"\",5683",
          "AT+QCOAPOPEN=,\"192.0.2.7\",5683"}) {
        EXPECT_EQ(tell(line), wrong_parameters) << line;
    }
    EXPECT_TRUE(network.peers.empty());
}

TEST_F(QcoapParameters, OpensIpv4AndIpv6AndListsThem) {
    EXPECT_EQ(open(), opened);
    EXPECT_EQ(open(4, "2001:db8::7"), "\r\nOK\r\n\r\n+QCOAPOPEN: 4,0\r\n");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"),
              "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,3\r\n\r\n+QCOAPOPEN: 4,\"2001:db8::7\",5683,3\r\n\r\nOK\r\n");
    EXPECT_TRUE(peer(1).server.v6);
    EXPECT_EQ(peer(1).server.address_text(), "2001:db8::7");
}

TEST_F(QcoapParameters, AnIdInUseIsOccupiedUntilItIsClosed) {
    open();
    EXPECT_EQ(open(), "\r\nOK\r\n\r\n+QCOAPOPEN: 0,-10\r\n");
    EXPECT_EQ(tell("AT+QCOAPCLOSE=0"), "\r\nOK\r\n\r\n+QCOAPCLOSE: 0,0\r\n");
    EXPECT_FALSE(peer().open);
    EXPECT_EQ(tell("AT+QCOAPCLOSE=0"), wrong_state);
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), ok);
    EXPECT_EQ(open(), opened);
}

TEST_F(QcoapParameters, NoRouteIsASocketFailureAndNoNetworkANetworkFailure) {
    network.reachable = false;
    EXPECT_EQ(open(), "\r\nOK\r\n\r\n+QCOAPOPEN: 0,-7\r\n");
    network.reachable = true;
    fault("network-down");
    EXPECT_EQ(open(), "\r\nOK\r\n\r\n+QCOAPOPEN: 0,-4\r\n");
}

TEST_F(QcoapParameters, DtlsWithoutAKeyIsAHandshakeFailure) {
    tell("AT+QCOAPCFG=\"dtls\",0,1");
    EXPECT_EQ(open(), "\r\nOK\r\n\r\n+QCOAPOPEN: 0,-9\r\n");
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), ok);
}

TEST_F(QcoapParameters, ASilentDtlsServerIsAHandshakeFailureInTime) {
    tell("AT+QCOAPCFG=\"dtls\",0,1");
    tell("AT+QCOAPCFG=\"psk\",0,\"id\",\"0011\"");
    let("handshake_timeout", "5s");
    EXPECT_EQ(open(), ok);
    EXPECT_EQ(tell("AT+QCOAPOPEN?"), "\r\n+QCOAPOPEN: 0,\"192.0.2.7\",5683,2\r\n\r\nOK\r\n");
    EXPECT_EQ(tell("AT+QCOAPSEND=0,0,1,0,0"), wrong_state);
    pass(5s);
    EXPECT_EQ(heard(), "\r\n+QCOAPOPEN: 0,-9\r\n");
    ASSERT_FALSE(peer().sent.empty());
    EXPECT_EQ(peer().sent.front().at(0), 22);  // a DTLS handshake record
}

TEST_F(QcoapParameters, HeadTakesExactlyTheParametersOfItsMode) {
    open();
    for (const auto* line :
         {"AT+QCOAPHEAD=0,0", "AT+QCOAPHEAD=0,1,4,\"02040608\"", "AT+QCOAPHEAD=0,2", "AT+QCOAPHEAD=0,3,13940",
          "AT+QCOAPHEAD=0,4,13940", "AT+QCOAPHEAD=0,5,65535,8,\"0102030405060708\""}) {
        EXPECT_EQ(tell(line), ok) << line;
    }
    for (const auto* line : {"AT+QCOAPHEAD=0", "AT+QCOAPHEAD=0,6", "AT+QCOAPHEAD=0,0,1", "AT+QCOAPHEAD=0,1",
                             "AT+QCOAPHEAD=0,1,3,\"02040608\"", "AT+QCOAPHEAD=0,1,0,\"\"",
                             "AT+QCOAPHEAD=0,1,9,\"020406080A0C0E1012\"", "AT+QCOAPHEAD=0,1,4,02040608",
                             "AT+QCOAPHEAD=0,3", "AT+QCOAPHEAD=0,3,65536", "AT+QCOAPHEAD=0,4,1,4,\"02040608\"",
                             "AT+QCOAPHEAD=0,5,1", "AT+QCOAPHEAD=0,5,1,4,\"0204060\"", "AT+QCOAPHEAD=5,0"}) {
        EXPECT_EQ(tell(line), wrong_parameters) << line;
    }
    EXPECT_EQ(tell("AT+QCOAPHEAD=1,0"), wrong_state);
}

TEST_F(QcoapParameters, HeadModesSetOrDrawIdAndToken) {
    open();
    const auto after = [this](const std::string& head) {
        tell(head);
        tell("AT+QCOAPSEND=0,1,1,0,0");
        return sent();
    };
    EXPECT_EQ(after("AT+QCOAPHEAD=0,0").token.size(), 6U);
    EXPECT_EQ(to_hex(after("AT+QCOAPHEAD=0,1,2,\"a1B2\"").token.bytes()), "A1B2");
    EXPECT_TRUE(after("AT+QCOAPHEAD=0,2").token.empty());
    EXPECT_EQ(after("AT+QCOAPHEAD=0,3,13940").message_id, 13940);
    EXPECT_TRUE(sent().token.empty());
    EXPECT_EQ(after("AT+QCOAPHEAD=0,4,7").message_id, 7);
    EXPECT_EQ(sent().token.size(), 6U);
    EXPECT_EQ(after("AT+QCOAPHEAD=0,5,12345,4,\"01020304\"").message_id, 12345);
    EXPECT_EQ(to_hex(sent().token.bytes()), "01020304");
    const auto first = after("AT+QCOAPHEAD=0,0");
    EXPECT_NE(after("AT+QCOAPHEAD=0,0").message_id, first.message_id);
    EXPECT_FALSE(sent().token == first.token);
}

TEST_F(QcoapParameters, SendRefusesWrongParameters) {
    open();
    const auto much = std::string(2050, 'A');
    for (const auto& line : std::vector<std::string>{
             "AT+QCOAPSEND=5", "AT+QCOAPSEND=0,4,1,0,0", "AT+QCOAPSEND=0,0,5,0,0", "AT+QCOAPSEND=0,0,1,1,0",
             "AT+QCOAPSEND=0,0", "AT+QCOAPSEND=0,0,1", "AT+QCOAPSEND=0,0,1,0,1025", "AT+QCOAPSEND=0,0,1,0,2,\"ABC\"",
             "AT+QCOAPSEND=0,0,1,0,2,\"AB\"", "AT+QCOAPSEND=0,0,1,0,1,\"AX\"", "AT+QCOAPSEND=0,0,1,0,1,AB",
             "AT+QCOAPSEND=0,0,1,0,1,\"AB\",1", "AT+QCOAPSEND=0,2,231,0,0", "AT+QCOAPSEND=0,2,408,0,0",
             "AT+QCOAPSEND=0,2,422,0,0", "AT+QCOAPSEND=0,3,1,0,0", "AT+QCOAPSEND=0,2,1,0,0", "AT+QCOAPSEND=0,1,0,0,0",
             "AT+QCOAPSEND=0,0,1,0,1025,\"" + much + "\""}) {
        EXPECT_EQ(tell(line), wrong_parameters) << line;
    }
    EXPECT_TRUE(peer().sent.empty());
}

TEST_F(QcoapParameters, SendsEveryCodeOfTheNote) {
    open();
    for (const unsigned code : {201U, 202U, 203U, 204U, 205U, 400U, 401U, 402U, 403U, 404U, 405U,
                                406U, 412U, 413U, 415U, 500U, 501U, 502U, 503U, 504U, 505U}) {
        EXPECT_EQ(tell("AT+QCOAPSEND=0,2," + std::to_string(code) + ",0,0"), ok) << code;
        EXPECT_EQ(sent().code, coap::Code::of(code / 100, code % 100));
    }
}

TEST_F(QcoapParameters, WithoutAContextEverythingIsTheWrongState) {
    for (const auto* line :
         {"AT+QCOAPSEND=0", "AT+QCOAPSEND=0,0,1,0", "AT+QCOAPSEND=0,0,1,0,0", "AT+QCOAPSEND=0,0,1,0,5",
          "AT+QCOAPSEND=0,0,1,0,1,\"AB\"", "AT+QCOAPHEAD=0,0", "AT+QCOAPOPTION=0,0,11,2,\"rd\"", "AT+QCOAPCLOSE=0"}) {
        EXPECT_EQ(tell(line), wrong_state) << line;
    }
}

TEST_F(QcoapParameters, AnUnknownCommandIsNotSupported) {
    EXPECT_EQ(tell("AT+QCOAPFOO=1"), "\r\n+CME ERROR: 4\r\n");
    EXPECT_EQ(tell("hello"), "");
    EXPECT_EQ(tell(""), "");
}

}  // namespace
}  // namespace agent::modem::emulator
