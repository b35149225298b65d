#include "daemon/generate/module_probe.hpp"

#include <optional>
#include <random>

#include "daemon/loop.hpp"
#include "daemon/module_port.hpp"
#include "daemon/status_text.hpp"
#include "modem/modem.hpp"
#include "modem/module/network.hpp"

namespace agent::daemon::generate {
namespace {

class Silence final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view) override {}
};

class Probe final : public modem::Listener {
public:
    Probe(const std::string& device, Duration patience)
        : port_(device, 115200, loop_, log_,
                {.on_open = [this] { modem_.start(); },
                 .on_bytes = [this](std::string_view bytes) { modem_.receive(bytes); },
                 .on_closed = [this] { give_up("the device went away"); },
                 .on_missing = [this](const std::string& reason) { give_up(reason); }}),
          modem_({.device = device, .bauds = {115200, 9600, 57600}}, loop_.timers(), random_, log_, *this,
                 {.write = [this](std::string_view bytes) { port_.write(bytes); },
                  .set_baud = [this](unsigned baud) { port_.set_baud(baud); }}) {
        facts_.device = device;
        limit_ = loop_.timers().after(patience, [this] { give_up(waits_for_); });
    }

    std::variant<ModuleFacts, std::string> run() {
        port_.start();
        if (why_.empty() && !done_) loop_.run();
        loop_.timers().cancel(limit_);
        if (!done_) return why_;
        return std::move(facts_);
    }

private:
    void on_state(modem::State state, std::string_view reason) override {
        using State = modem::State;
        waits_for_ = module_status_text(state, reason);
        if (asked_ || (state != State::waiting_for_sim && state != State::waiting_for_network && state != State::ready))
            return;
        asked_ = true;
        // Later, not from inside a call of the module's.
        loop_.post([this] { ask(); });
    }
    void on_context(modem::ClientId, modem::ContextState, error_code) override {}
    void on_message(modem::ClientId, coap::Message) override {}
    void on_send_status(modem::ClientId, coap::MessageId, modem::qcoap::SendStatus) override {}

    void ask() {
        namespace default_context = modem::module::default_context;
        modem_.execute(default_context::query(), [this](const Result<modem::at::Reply>& reply) {
            const auto apn = reply ? default_context::parse(*reply) : Result<std::string>(reply.error());
            if (apn) facts_.apn = *apn;
        });
        modem_.execute(modem::at::Command("+QDNS=?"), [this](const Result<modem::at::Reply>& reply) {
            facts_.resolves_names = reply.has_value();
            facts_.identity = modem_.identity();
            done_ = true;
            loop_.stop();
        });
    }

    void give_up(std::string why) {
        if (done_) return;
        why_ = why.empty() ? "the module says nothing" : std::move(why);
        loop_.stop();
    }

    Silence silence_;
    Log log_{silence_, "probe", LogLevel::off};
    Loop loop_;
    Random random_{std::random_device{}()};
    ModulePort port_;
    modem::Modem modem_;
    ModuleFacts facts_;
    std::string waits_for_;
    std::string why_;
    bool asked_ = false;
    bool done_ = false;
    TimerId limit_ = TimerId::none;
};

}  // namespace

std::variant<ModuleFacts, std::string> look_at_module(const std::string& device, Duration patience) {
    return Probe(device, patience).run();
}

}  // namespace agent::daemon::generate
