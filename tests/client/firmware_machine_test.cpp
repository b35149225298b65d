// The Firmware Update machine by tables: each state and event beside what must become of them (LwM2M Core 1.1.1
// Appendix E.6; LightweightM2M-1.1-int-301..310 are walks through these rows).
#include "lwm2m/client/firmware_machine.hpp"

#include <gtest/gtest.h>

namespace agent::lwm2m::firmware {
namespace {

const Record idle{};
const Record pushing{.state = State::downloading};
const Record pulling{.state = State::downloading, .uri = "coap://h/f"};
const Record downloaded{.state = State::downloaded};
const Record pulled{.state = State::downloaded, .uri = "coap://h/f"};
const Record updating{.state = State::updating, .uri = "coap://h/f"};
const Record failed{.result = UpdateResult::integrity_check_failed, .uri = "coap://h/f"};

std::string spelled(const Record& record) {
    auto text = std::string(name_of(record.state)) + ", " + std::string(name_of(record.result));
    return record.uri.empty() ? text : text + ", " + record.uri;
}

std::string spelled(Effect effect) {
    constexpr const char* names[] = {"none", "discard", "receive", "fetch", "resume", "verify", "install", "confirm"};
    return names[static_cast<std::size_t>(effect)];
}

struct Row {
    const char* name;
    Record from;
    Event event;
    std::string to;  // record and effect, or the code that refuses
};

void expect_rows(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto step = next(row.from, row.event);
        EXPECT_EQ(step ? spelled(step->record) + " > " + spelled(step->effect) : step.error().code.text(), row.to);
    }
}

TEST(FirmwareMachine, IsPushedPulledAndResetByTheServer) {
    const UriWritten uri{"coap://h/g"};
    expect_rows({
        {"a package comes", idle, PackageArrives{}, "downloading, initial > receive"},
        {"a package comes after a failure: the result is initial again", failed, PackageArrives{},
         "downloading, initial > receive"},
        {"a package during a push", pushing, PackageArrives{}, "4.05"},
        {"a package during a pull", pulling, PackageArrives{}, "4.05"},
        {"a package over a package", downloaded, PackageArrives{}, "4.05"},
        {"a package during the update", updating, PackageArrives{}, "4.05"},
        {"a URI comes", idle, uri, "downloading, initial, coap://h/g > fetch"},
        {"a URI after a failure", failed, uri, "downloading, initial, coap://h/g > fetch"},
        {"a URI during a push", pushing, uri, "4.05"},
        {"a URI during a pull", pulling, uri, "4.05"},
        {"a URI over a package", downloaded, uri, "4.05"},
        {"a URI during the update", updating, uri, "4.05"},
        {"a URI that is none", idle, UriWritten{"x", UpdateResult::invalid_uri}, "idle, invalid URI, x > none"},
        {"a URI of another protocol", idle, UriWritten{"ftp://h", UpdateResult::unsupported_protocol},
         "idle, unsupported protocol, ftp://h > none"},
        {"an empty URI when idle", failed, UriWritten{""}, "idle, initial > discard"},
        {"an empty URI during a pull", pulling, UriWritten{""}, "idle, initial > discard"},
        {"an empty URI over a package", pulled, UriWritten{""}, "idle, initial > discard"},
        {"an empty URI during the update", updating, UriWritten{""}, "4.05"},
        {"an empty package when idle", failed, PackageCleared{}, "idle, initial > discard"},
        {"an empty package during a push", pushing, PackageCleared{}, "idle, initial > discard"},
        {"an empty package over a package", downloaded, PackageCleared{}, "idle, initial > discard"},
        {"an empty package during the update", updating, PackageCleared{}, "4.05"},
        {"an update of nothing", idle, UpdateExecuted{}, "4.05"},
        {"an update during a download", pulling, UpdateExecuted{}, "4.05"},
        {"an update of a package", pulled, UpdateExecuted{}, "updating, initial, coap://h/f > install"},
        {"an update once more after the installer failed",
         {State::downloaded, UpdateResult::update_failed, ""},
         UpdateExecuted{},
         "updating, initial > install"},
        {"an update during the update", updating, UpdateExecuted{}, "4.05"},
    });
}

TEST(FirmwareMachine, TellsEveryCauseOfFailure) {
    expect_rows({
        {"received", pulling, Received{}, "downloading, initial, coap://h/f > verify"},
        {"verified", pulling, Verified{UpdateResult::initial}, "downloaded, initial, coap://h/f > none"},
        {"2", pushing, TransferFailed{UpdateResult::not_enough_storage}, "idle, not enough storage > discard"},
        {"3", pulling, TransferFailed{UpdateResult::out_of_memory}, "idle, out of memory, coap://h/f > discard"},
        {"4", pulling, TransferFailed{UpdateResult::connection_lost}, "idle, connection lost, coap://h/f > discard"},
        {"5", pushing, Verified{UpdateResult::integrity_check_failed}, "idle, integrity check failed > discard"},
        {"6", pushing, Verified{UpdateResult::unsupported_package}, "idle, unsupported package type > discard"},
        {"7", pulling, TransferFailed{UpdateResult::invalid_uri}, "idle, invalid URI, coap://h/f > discard"},
        {"9", pulling, TransferFailed{UpdateResult::unsupported_protocol},
         "idle, unsupported protocol, coap://h/f > discard"},
        {"1", updating, Installed{}, "idle, success, coap://h/f > discard"},
        {"8, and the package is still good", updating, InstallFailed{}, "downloaded, update failed, coap://h/f > none"},
        {"8 after the restart", updating, NotInstalled{}, "idle, update failed, coap://h/f > discard"},
    });
}

TEST(FirmwareMachine, IgnoresWhatComesAfterAReset) {
    for (const Event& late :
         {Event{Received{}}, Event{TransferFailed{UpdateResult::connection_lost}},
          Event{Verified{UpdateResult::initial}}, Event{Installed{}}, Event{InstallFailed{}}, Event{NotInstalled{}}}) {
        const auto step = next(failed, late);
        ASSERT_TRUE(step);
        EXPECT_EQ(step->record, failed);
        EXPECT_EQ(step->effect, Effect::none);
    }
}

TEST(FirmwareMachine, GoesOnAfterARestartInEveryState) {
    expect_rows({
        {"idle: nothing of a package stays", failed, Restarted{}, "idle, integrity check failed, coap://h/f > discard"},
        {"a push was cut off", pushing, Restarted{}, "idle, connection lost > discard"},
        {"all of the package was acknowledged", pushing, Restarted{.complete = true}, "downloading, initial > verify"},
        {"a pull was cut off", pulling, Restarted{}, "downloading, initial, coap://h/f > resume"},
        {"a pull was complete", pulling, Restarted{.complete = true}, "downloading, initial, coap://h/f > verify"},
        {"the package is there", pulled, Restarted{.complete = true}, "downloaded, initial, coap://h/f > none"},
        {"the package is gone", pulled, Restarted{}, "idle, integrity check failed, coap://h/f > discard"},
        {"it was being installed", updating, Restarted{.complete = true}, "updating, initial, coap://h/f > confirm"},
    });
}

TEST(FirmwareMachine, JudgesUris) {
    using enum Protocol;
    const std::vector<Protocol> all{coap, coaps, http, https};
    const std::vector<Protocol> own{coap, coaps};
    struct UriRow {
        const char* uri;
        const std::vector<Protocol>& protocols;
        UpdateResult verdict;
    };
    for (const auto& [uri, protocols, verdict] : std::vector<UriRow>{
             {"coap://192.0.2.1/fw", all, UpdateResult::initial},
             {"COAPS://[2001:db8::1]:5700/a/b?c", all, UpdateResult::initial},
             {"http://example.org/fw.bin", all, UpdateResult::initial},
             {"https://example.org:8443/fw.bin?x=1", all, UpdateResult::initial},
             {"https://example.org/fw.bin", own, UpdateResult::unsupported_protocol},
             {"ftp://example.org/fw.bin", all, UpdateResult::unsupported_protocol},
             {"coap+tcp://example.org/fw", all, UpdateResult::unsupported_protocol},
             {"example.org/fw.bin", all, UpdateResult::invalid_uri},
             {"://example.org", all, UpdateResult::invalid_uri},
             {"1http://example.org", all, UpdateResult::invalid_uri},
             {"http:/example.org", all, UpdateResult::invalid_uri},
             {"http:///fw.bin", all, UpdateResult::invalid_uri},
             {"http://", all, UpdateResult::invalid_uri},
             {"coap://", all, UpdateResult::invalid_uri},
             {"coap://h:99999/fw", all, UpdateResult::invalid_uri},
             {"http://example.org/a b", all, UpdateResult::invalid_uri},
             {"http://example.org/a\r\nHost: evil", all, UpdateResult::invalid_uri},
         }) {
        EXPECT_EQ(check_uri(uri, protocols), verdict) << uri;
    }
}

}  // namespace
}  // namespace agent::lwm2m::firmware
