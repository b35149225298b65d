// Whose failure the transport says a broken context is, which decides how soon the client tries again.
#include "daemon/module_transport.hpp"

#include "modem/at/errors.hpp"
#include "modem/errors.hpp"
#include "modem/qcoap/errors.hpp"
#include "tests/modem/modem_fixture.hpp"

namespace agent::daemon {
namespace {

using lwm2m::Cause;
using modem::at::CmeError;
using modem::qcoap::ResultCode;
using testing::ElementsAre;
using testing::IsEmpty;

class ModuleTransportTest : public modem::test::ModemFixture {
public:
    void on_context(modem::ClientId client, modem::ContextState state, error_code why) override {
        transport->on_context(client, state, why);
    }

protected:
    void SetUp() override {
        ModemFixture::SetUp();
        transport.emplace(
            *modem, timers,
            ModuleTransport::Hooks{.on_connected = [this](lwm2m::ServerIndex server) { connected.push_back(server); },
                                   .on_disconnected =
                                       [this](lwm2m::ServerIndex, error_code why, Cause cause) {
                                           reasons.push_back(why);
                                           causes.push_back(cause);
                                       },
                                   .on_message = {},
                                   .on_delivery = {},
                                   .on_sent = {},
                                   .on_received = {}});
    }
    static lwm2m::ServerAccount account() {
        lwm2m::ServerAccount account;
        account.uri.host = "192.0.2.1";
        return account;
    }
    void expect_open(const char* result) {
        module.expect("AT+QCOAPCFG=\"dtls\",0,0\r").ok();
        module.expect("AT+QCOAPOPEN=0,\"192.0.2.1\",5683\r").lines("OK", result);
    }
    void connect(const char* result) {
        bring_up();
        expect_open(result);
        transport->connect(0, account());
        talk();
    }
    /// What the client is told when a context it wants closes because of `why`.
    std::vector<Cause> told(error_code why) {
        causes.clear();
        transport->on_context(modem::test::client, modem::ContextState::closed, why);
        return causes;
    }

    std::optional<ModuleTransport> transport;
    std::vector<lwm2m::ServerIndex> connected;
    std::vector<error_code> reasons;
    std::vector<Cause> causes;
};

TEST_F(ModuleTransportTest, CallsWhatThePortTheModuleOrTheCoverageBrokeTheDevices) {
    transport->connect(0, account());
    const error_code table[] = {
        modem::at::Error::module_reset,    // restarted in the middle
        modem::at::Error::port_closed,     // unplugged
        modem::at::Error::timed_out,       // a silent module
        modem::Error::context_lost,        // after deep sleep
        CmeError::operation_not_allowed,   // what it says while it attaches
        CmeError::no_network_service,      //
        ResultCode::network_failure,       // of +QCOAPOPEN
        ResultCode::data_call_activating,  //
    };
    for (const auto& why : table) EXPECT_THAT(told(why), ElementsAre(Cause::device)) << why.message();
}

TEST_F(ModuleTransportTest, CallsWhatTheServerMayHaveCausedOrNoEarlyTryMendsTheServers) {
    transport->connect(0, account());
    const error_code table[] = {
        modem::Error::open_timed_out,           // it may not answer the handshake
        modem::Error::name_not_resolved,        //
        modem::at::Error::command_failed,       // ERROR without a reason
        CmeError::incorrect_parameters,         // refused for good
        ResultCode::invalid_parameter,          //
        ResultCode::dns_error,                  //
        ResultCode::socket_connection_failure,  //
        ResultCode::dtls_handshake_failure,     // a wrong key
        ResultCode::out_of_memory,              //
    };
    for (const auto& why : table) EXPECT_THAT(told(why), ElementsAre(Cause::server)) << why.message();
}

TEST_F(ModuleTransportTest, TellsEqualNumbersOfDifferentCategoriesApart) {
    transport->connect(0, account());
    const auto reset = make_error_code(modem::at::Error::module_reset);
    EXPECT_THAT(told(reset), ElementsAre(Cause::device));
    EXPECT_THAT(told({reset.value(), modem::error_category()}), ElementsAre(Cause::server));
    EXPECT_THAT(told({reset.value(), boost::system::generic_category()}), ElementsAre(Cause::server));
}

TEST_F(ModuleTransportTest, SaysNothingOfAContextThatWasClosedOnPurposeOrIsNotWanted) {
    EXPECT_THAT(told(modem::at::Error::port_closed), IsEmpty());
    transport->connect(0, account());
    EXPECT_THAT(told({}), IsEmpty());
    transport->disconnect(0);
    EXPECT_THAT(told(modem::at::Error::port_closed), IsEmpty());
}

TEST_F(ModuleTransportTest, BlamesTheDeviceForAModuleThatRestarts) {
    connect("+QCOAPOPEN: 0,0");
    ASSERT_THAT(connected, ElementsAre(0));
    module.line("RDY");
    expect_open("+QCOAPOPEN: 0,0");
    talk();
    EXPECT_THAT(reasons, ElementsAre(make_error_code(modem::at::Error::module_reset)));
    EXPECT_THAT(causes, ElementsAre(Cause::device));
}

TEST_F(ModuleTransportTest, BlamesTheServerForAHandshakeThatFails) {
    connect("+QCOAPOPEN: 0,-9");
    EXPECT_THAT(reasons, ElementsAre(make_error_code(ResultCode::dtls_handshake_failure)));
    EXPECT_THAT(causes, ElementsAre(Cause::server));
}

}  // namespace
}  // namespace agent::daemon
