// A Modem over a scripted module, with its own time: what a test tells the module to expect and what the owner hears.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "modem/modem.hpp"
#include "tests/modem/scripted_modem.hpp"

namespace agent::modem::test {

class Lines : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view text) override { lines.emplace_back(text); }
    std::vector<std::string> lines;
};

class ModemFixture : public testing::Test, public Listener {
public:
    void on_state(State state, std::string_view reason) override {
        states.push_back(std::string(to_string(state)) + ": " + std::string(reason));
    }
    void on_context(ClientId client, ContextState state, error_code why) override {
        auto text = std::to_string(client.value()) + " " + std::string(to_string(state));
        contexts.push_back(why.failed() ? text + ": " + why.message() : text);
    }
    void on_message(ClientId, coap::Message message) override { messages.push_back(std::move(message)); }
    void on_send_status(ClientId, coap::MessageId id, qcoap::SendStatus status) override {
        statuses.push_back(std::to_string(id) + " " + std::string(qcoap::to_string(status)));
    }

protected:
    void SetUp() override {
        settings.device = "/dev/test";
        make();
    }
    void TearDown() override { EXPECT_TRUE(module.finished()) << "still waiting for " << module.waiting_for(); }

    void make() {
        Hooks hooks{.write = [this](std::string_view bytes) { module.write(bytes); },
                    .resolve =
                        [this](const std::string& host, const Hooks::Resolved& done) {
                            asked_of_host.push_back(host);
                            done(host_answer);
                        },
                    .set_baud = [this](unsigned baud) { bauds.push_back(baud); },
                    .hard_reset =
                        [this](Recovery::HardResetDone done) {
                            hard_resets.push_back(timers.now());
                            reset_done = std::move(done);
                        },
                    .trace = [this](at::Direction, std::string_view line) { trace.emplace_back(line); }};
        modem = std::make_unique<Modem>(settings, timers, random, Log(log, "modem", LogLevel::debug), *this,
                                        std::move(hooks));
    }
    void talk() {
        module.talk([this](std::string_view bytes) { modem->receive(bytes); });
    }
    void pass(Duration time) {
        talk();
        const auto until = timers.now() + time;
        do {
            timers.advance(std::min(until, timers.next().value_or(until)));
            talk();
        } while (timers.now() < until);
    }
    /// A module that answers all of the bring-up as a registered one does.
    void behave_well() {
        module.always("AT\r").ok();
        for (const auto* command : {"ATE0", "AT+CMEE=1", "AT+QSCLK=0"}) module.always(command + std::string("\r")).ok();
        inform("AT+CFUN?", "+CFUN: 1");
        inform("AT+CGSN=1", "+CGSN: 866425033312290");
        inform("AT+CGMI", "Quectel_Ltd");
        inform("AT+CGMM", "BC660K-GL");
        inform("AT+CGMR", "Revision: BC660KGLAAR01A05");
        inform("AT+CPIN?", "+CPIN: READY");
        inform("AT+QCCID", "+QCCID: 89860446111880202938");
        inform("AT+CIMI", "460046711609872");
        inform("AT+CPSMS?", "+CPSMS: 0,,,\"00100001\",\"00000001\"");
        inform("AT+CEREG?", "+CEREG: 1,1");
        inform("AT+CGATT?", "+CGATT: 1");
        inform("AT+CGPADDR", "+CGPADDR: 0,\"10.65.33.151\"");
        module.always("AT+QCOAPOPEN?\r").ok();
    }
    void inform(const std::string& command, const char* line) { module.always(command + "\r").lines(line, "OK"); }
    void bring_up() {
        behave_well();
        modem->start();
        talk();
        ASSERT_EQ(modem->state(), State::ready);
    }
    Modem::Sent note_sent() {
        return [this](const Result<void>& result) { sent.push_back(result ? "sent" : result.error().message()); };
    }

    Timers timers;
    Random random{1};
    Lines log;
    ScriptedModem module;
    Settings settings;
    std::unique_ptr<Modem> modem;
    std::vector<std::string> states, contexts, statuses, sent, trace, asked_of_host;
    std::vector<coap::Message> messages;
    std::vector<unsigned> bauds;
    std::vector<TimePoint> hard_resets;
    Recovery::HardResetDone reset_done;
    Result<std::string> host_answer = std::string("192.0.2.9");
};

inline const ClientId client = *ClientId::from(0);

}  // namespace agent::modem::test
