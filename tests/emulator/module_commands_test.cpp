// The commands beside AT+QCOAP*, with the reply shapes of the field notes.
#include "tests/emulator/module_bench.hpp"

namespace agent::modem::emulator {
namespace {

class ModuleCommandSet : public ModuleBench {
protected:
    static std::string says(const std::string& line) { return "\r\n" + line + "\r\n\r\nOK\r\n"; }
};

TEST_F(ModuleCommandSet, TellsItsIdentity) {
    EXPECT_EQ(tell("AT+CGSN=1"), says("+CGSN: 866425033312290"));
    EXPECT_EQ(tell("AT+CGSN"), says("866425033312290"));
    EXPECT_EQ(tell("AT+CIMI"), says("460113009876543"));
    EXPECT_EQ(tell("AT+QCCID"), says("+QCCID: 89860321482107609011"));
    EXPECT_EQ(tell("AT+CGMI"), says("Quectel_Ltd"));
    EXPECT_EQ(tell("AT+CGMM"), says("Quectel_BC660K-GL"));
    EXPECT_EQ(tell("AT+CGMR"), says("Revision: BC660KGLAAR01A05"));
    EXPECT_EQ(tell("ATI"), "\r\nQuectel_Ltd\r\n\r\nQuectel_BC660K-GL\r\n\r\nRevision: BC660KGLAAR01A05\r\n\r\nOK\r\n");
    let("imei", "123456789012345");
    EXPECT_EQ(tell("AT+CGSN=1"), says("+CGSN: 123456789012345"));
}

TEST_F(ModuleCommandSet, TellsSignalSupplyAndClock) {
    EXPECT_EQ(tell("AT+CSQ"), says("+CSQ: 18,0"));
    EXPECT_EQ(tell("AT+CESQ"), says("+CESQ: 99,99,255,255,26,81"));
    EXPECT_EQ(tell("AT+CBC"), says("+CBC: 3470"));
    EXPECT_EQ(tell("AT+CCLK?"), says("+CCLK: \"26/11/24,06:00:00+00\""));
    EXPECT_EQ(tell("AT+QENG=0"), says("+QENG: 0,3554,0,71,\"0000ABCD\",-60,-7,-77,12,8,\"0001\",0,0,2"));
    EXPECT_EQ(tell("AT+CGPADDR"), says("+CGPADDR: 0,\"10.65.33.151\""));
    let("rssi", "5");
    EXPECT_EQ(tell("AT+CSQ"), says("+CSQ: 5,0"));
}

TEST_F(ModuleCommandSet, RegistrationHasAShortAndALongForm) {
    EXPECT_EQ(tell("AT+CEREG?"), says("+CEREG: 0,1"));
    let("registration", "5");
    tell("AT+CEREG=4");
    EXPECT_EQ(tell("AT+CEREG?"), says("+CEREG: 4,5,\"0001\",\"0000ABCD\",9"));
    tell("AT+CPSMS=1,,,\"00101010\",\"00100011\"");
    EXPECT_EQ(tell("AT+CEREG?"), says("+CEREG: 4,5,\"0001\",\"0000ABCD\",9,,,\"00100011\",\"00101010\""));
    EXPECT_EQ(tell("AT+CEREG=6"), wrong_parameters);
}

TEST_F(ModuleCommandSet, LosingAndFindingTheNetworkIsReportedByUrc) {
    tell("AT+CEREG=1");
    fault("network-down");
    EXPECT_EQ(heard(), "\r\n+CEREG: 2\r\n");
    EXPECT_EQ(tell("AT+CGATT?"), says("+CGATT: 0"));
    EXPECT_EQ(tell("AT+CSQ"), says("+CSQ: 99,99"));
    fault("network-up");
    pass(499ms);
    EXPECT_EQ(heard(), "");
    pass(1ms);
    EXPECT_EQ(heard(), "\r\n+CEREG: 1\r\n\r\n+IP: 10.65.33.151\r\n");
}

TEST_F(ModuleCommandSet, ADeniedRegistrationKeepsTheModuleOut) {
    tell("AT+CEREG=1");
    let("registration", "3");
    EXPECT_EQ(heard(), "\r\n+CEREG: 3\r\n");
    EXPECT_EQ(tell("AT+CGATT?"), says("+CGATT: 0"));
    let("registration", "5");
    pass(1s);
    EXPECT_EQ(heard(), "\r\n+CEREG: 2\r\n\r\n+CEREG: 5\r\n\r\n+IP: 10.65.33.151\r\n");
}

TEST_F(ModuleCommandSet, CfunSwitchesTheRadioAndTakesItsTime) {
    let("cfun", "3s");
    EXPECT_EQ(tell("AT+CFUN=0"), "");
    pass(3s);
    EXPECT_EQ(heard(), ok);
    EXPECT_EQ(tell("AT+CEREG?"), says("+CEREG: 0,0"));
    let("cfun", "0");
    EXPECT_EQ(tell("AT+CFUN=1"), "\r\nOK\r\n\r\n+CPIN: READY\r\n");
    pass(1s);
    EXPECT_EQ(heard(), "\r\n+IP: 10.65.33.151\r\n");
    EXPECT_EQ(tell("AT+CFUN?"), says("+CFUN: 1"));
    EXPECT_EQ(tell("AT+CFUN=2"), wrong_parameters);
    EXPECT_EQ(tell("AT+CFUN=1,1"), ok);
    pass(1s);
    EXPECT_TRUE(heard().starts_with("\r\nRDY\r\n"));
}

TEST_F(ModuleCommandSet, AttachAndDetach) {
    EXPECT_EQ(tell("AT+CGATT=0"), ok);
    EXPECT_EQ(tell("AT+CGATT?"), says("+CGATT: 0"));
    tell("AT+CGATT=1");
    pass(1s);
    EXPECT_EQ(tell("AT+CGATT?"), "\r\n+IP: 10.65.33.151\r\n" + says("+CGATT: 1"));
}

TEST_F(ModuleCommandSet, TheSimMayBeAbsentOrWantItsPin) {
    fault("sim-remove");
    EXPECT_EQ(heard(), "\r\n+CPIN: NOT READY\r\n");
    EXPECT_EQ(tell("AT+CPIN?"), "\r\n+CME ERROR: 10\r\n");
    EXPECT_EQ(tell("AT+CIMI"), "\r\n+CME ERROR: 10\r\n");
    let("sim_pin", "1234");
    fault("sim-insert");
    EXPECT_EQ(heard(), "\r\n+CPIN: SIM PIN\r\n");
    EXPECT_EQ(tell("AT+CPIN?"), says("+CPIN: SIM PIN"));
    EXPECT_EQ(tell("AT+CIMI"), "\r\n+CME ERROR: 11\r\n");
    EXPECT_EQ(tell("AT+CPIN=\"1111\""), "\r\n+CME ERROR: 16\r\n");
    EXPECT_EQ(tell("AT+CPIN=\"1234\""), "\r\nOK\r\n\r\n+CPIN: READY\r\n");
    pass(1s);
    EXPECT_EQ(heard(), "\r\n+IP: 10.65.33.151\r\n");
}

TEST_F(ModuleCommandSet, ResolvesNames) {
    EXPECT_EQ(tell("AT+QDNS=0,\"server.example.net\""), "\r\nOK\r\n\r\n+QDNS: 192.0.2.7\r\n");
    EXPECT_EQ(tell("AT+QDNS=0,\"nowhere.example.net\""), "\r\nOK\r\n\r\n+QDNS: FAIL\r\n");
    let("dns_reply", "quoted");
    EXPECT_EQ(tell("AT+QDNS=0,\"server.example.net\""), "\r\nOK\r\n\r\n+QDNS: \"192.0.2.7\"\r\n");
    EXPECT_EQ(tell("AT+QDNS=0,server"), wrong_parameters);
}

TEST_F(ModuleCommandSet, RemembersWhatItIsTold) {
    EXPECT_EQ(tell("AT+CPSMS=1,,,\"01000001\",\"00000101\""), ok);
    EXPECT_EQ(tell("AT+CPSMS?"), says("+CPSMS: 1,,,\"01000001\",\"00000101\""));
    EXPECT_EQ(tell("AT+CPSMS=1,,,\"0100000\",\"00000101\""), wrong_parameters);
    EXPECT_EQ(tell("AT+CEDRXS=1,5,\"0101\""), ok);
    EXPECT_EQ(tell("AT+CEDRXS?"), says("+CEDRXS: 5,\"0101\""));
    EXPECT_EQ(tell("AT+QCGDEFCONT=\"IP\",\"my.apn\""), ok);
    EXPECT_EQ(tell("AT+QCGDEFCONT?"), says("+QCGDEFCONT: \"IP\",\"my.apn\""));
    EXPECT_EQ(tell("AT+QNBIOTEVENT=1,1"), ok);
    EXPECT_EQ(tell("AT+QNBIOTEVENT?"), says("+QNBIOTEVENT: 1,1"));
    EXPECT_EQ(tell("AT+QSCLK=2"), ok);
    EXPECT_EQ(tell("AT+QSCLK?"), says("+QSCLK: 2"));
    EXPECT_EQ(tell("AT+CSCON=1"), ok);
    EXPECT_EQ(tell("AT+CSCON?"), says("+CSCON: 1,0"));
    EXPECT_EQ(tell("AT+COPS?"), says("+COPS: 0,2,\"46011\",9"));
}

TEST_F(ModuleCommandSet, TheRadioConnectionIsReported) {
    tell("AT+CSCON=1");
    EXPECT_EQ(open(), "\r\nOK\r\n\r\n+CSCON: 1\r\n\r\n+QCOAPOPEN: 0,0\r\n");
    pass(10s);
    EXPECT_EQ(heard(), "\r\n+CSCON: 0\r\n");
}

}  // namespace
}  // namespace agent::modem::emulator
