// Object 5 at work: its state machine with the package on disk, the pulls and the programs behind it. Every state is
// on disk before anybody is told of it.
#pragma once

#include <memory>

#include "config/firmware_settings.hpp"
#include "daemon/firmware/firmware_resources.hpp"
#include "daemon/firmware/installation.hpp"
#include "daemon/firmware/package_file.hpp"
#include "daemon/loop.hpp"
#include "lwm2m/base/random.hpp"
#include "lwm2m/client/coap_fetch.hpp"

namespace agent::daemon {

/// What it works with; all of it outlives the Firmware.
struct FirmwareContext {
    std::filesystem::path directory;  // the agent's state directory
    std::string fetch_program;        // path of lwm2m-agent-fetch
    Loop& loop;
    ProcessRunner& processes;
    lwm2m::Store& store;
    Random& random;
    lwm2m::Transport& transport;
    lwm2m::firmware::CoapFetchSettings coap;
    Log log;
};

class Firmware final : private FirmwareControls, private lwm2m::BlockSink {
public:
    /// Puts its resources into /5/0 of `tree`, which build_tree() has made and which refers to it from then on.
    Firmware(const config::FirmwareSettings& settings, FirmwareContext context, lwm2m::ObjectTree& tree);
    ~Firmware() override;
    Firmware(const Firmware&) = delete;
    Firmware& operator=(const Firmware&) = delete;

    /// Takes up what the agent was doing when it ended last.
    void start();
    /// The agent ends: an installation goes on, and what becomes of it is found out at the next start.
    void stop();

    const lwm2m::firmware::Record& record() const override { return record_; }
    /// What happens on the context that it holds goes there.
    lwm2m::firmware::CoapFetch& coap() { return coap_; }

private:
    using Event = lwm2m::firmware::Event;
    using Effect = lwm2m::firmware::Effect;
    using UpdateResult = lwm2m::firmware::UpdateResult;

    lwm2m::Outcome<void> prepare(const Event& written) override;
    void commit() override;
    void revert() override;
    lwm2m::Outcome<void> update() override;
    Event uri_event(const std::string& uri) const override;
    lwm2m::BlockSink& package() override { return *this; }

    std::size_t limit() const override { return file_.limit(); }
    lwm2m::Outcome<lwm2m::TransferId> begin(std::optional<std::size_t> total) override;
    lwm2m::Outcome<void> append(lwm2m::TransferId transfer, std::size_t offset, BytesView bytes) override;
    void finish(lwm2m::TransferId transfer, Done done) override;
    void abort(lwm2m::TransferId transfer) override;

    void load();
    lwm2m::Outcome<void> keep(const lwm2m::firmware::Record& record);
    /// The event on the record, which is on disk when it returns with success.
    lwm2m::Outcome<Effect> take(const Event& event);
    /// An event of the agent's own: it counts even when it cannot be kept.
    void post(const Event& event);
    void become(lwm2m::firmware::Record record);
    void perform(Effect effect);
    void pull();
    void on_pulled(UpdateResult result);
    void fail(UpdateResult why);
    lwm2m::Failure give_up(UpdateResult why, coap::Code code, std::string reason);
    /// It is the package that is being pushed, and not all of it came.
    bool is_receiving(lwm2m::TransferId transfer) const;
    void notify_later();

    const config::FirmwareSettings& settings_;
    FirmwareContext context_;
    Timers& timers_;
    Log log_;
    lwm2m::ObjectTree& tree_;
    PackageFile file_;
    Installation installation_;
    lwm2m::firmware::CoapFetch coap_;
    std::unique_ptr<lwm2m::firmware::PackageFetch> http_;
    std::unique_ptr<lwm2m::firmware::PackagePull> pull_;
    lwm2m::firmware::Record record_;
    lwm2m::firmware::Record told_;    // what observers were told of
    lwm2m::firmware::Record before_;  // what revert() goes back to
    Effect prepared_ = Effect::none;
    std::uint32_t last_transfer_ = 0;
    TimerId notify_timer_ = TimerId::none;
};

}  // namespace agent::daemon
