// The programs of a firmware update: one verifies the package, one installs it, and one, or the version, says whether
// the new firmware runs.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "config/firmware_settings.hpp"
#include "daemon/process.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/model/store.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon {

class Installation {
public:
    using Verified = std::function<void(lwm2m::firmware::UpdateResult)>;
    using Decided = std::function<void(lwm2m::firmware::Event)>;  // Installed, InstallFailed or NotInstalled

    /// `tree` has /5/0/7 when there is a version; the store keeps under that path the version that ran before.
    Installation(const config::FirmwareSettings& settings, std::filesystem::path package, lwm2m::ObjectTree& tree,
                 lwm2m::Store& store, ProcessRunner& processes, Timers& timers, Log log);
    ~Installation();
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    /// Each calls back once, later, unless stop() or another call comes before.
    void verify(Verified done);
    /// Starts the installer after its delay. When it ends well and the new firmware does not run yet, a restart is
    /// still to come: nothing is decided before settings.install.timeout is over.
    void install(Decided done);
    /// After a restart: how the installation went.
    void confirm(Decided done);
    /// The verifier is ended; an installer goes on by itself.
    void stop();

private:
    void remember_version();
    void run_installer();
    void on_installer_ended(const lwm2m::Outcome<std::string>& outcome);
    void look(bool at_last);
    void seen(bool runs, bool at_last, const std::string& why);
    void read_version(std::function<void(std::optional<std::string>)> done);
    void decide(lwm2m::firmware::Event how);
    config::Argv filled_in(config::Argv argv) const;

    const config::FirmwareSettings& settings_;
    std::filesystem::path package_;
    lwm2m::ObjectTree& tree_;
    lwm2m::Store& store_;
    ProcessRunner& processes_;
    Timers& timers_;
    Log log_;
    Decided decided_;
    RunId run_ = RunId::none;
    TimePoint give_up_at_{};  // the restart that the installer made has not come by then
    std::uint32_t turn_ = 0;  // an answer of a version that was asked for before stop() is too late
    TimerId timer_ = TimerId::none;
};

}  // namespace agent::daemon
