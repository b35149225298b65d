// What the control socket is about: the running agent, as commands see it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/examination.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/client/status.hpp"
#include "lwm2m/codec/content.hpp"
#include "lwm2m/model/tree.hpp"
#include "modem/at/counters.hpp"
#include "modem/module/identity.hpp"
#include "modem/module/signal.hpp"
#include "modem/recovery.hpp"

namespace agent::daemon::control {

struct ModuleReport {
    std::string state;   // "ready"
    std::string reason;  // why it is not, or empty
    std::string device;
    modem::module::Identity identity;
    std::optional<modem::module::extended_signal_quality::ExtendedSignalQuality> signal;
    modem::Recoveries recoveries;
    std::optional<Examination> examination;
};

struct ServerReport {
    lwm2m::ServerIndex index = 0;
    std::uint16_t short_id = 0;
    std::string uri;
    std::string context;  // of the module: "open"
    bool held = false;    // by `stop`
    lwm2m::RegistrationStatus registration;
    std::vector<lwm2m::ObservationStatus> observations;
    lwm2m::BacklogStatus backlog;
};

struct BootstrapReport {
    std::string uri;
    lwm2m::BootstrapStatus status;
};

/// What became of the last reload.
struct ConfigurationReport {
    std::vector<std::string> refused;        // why the running configuration was left in place; none: it was not
    std::vector<std::string> needs_restart;  // keys that have other values now, which have to wait
};

struct ReloadReport {
    std::vector<std::string> problems;  // of the new configuration, a line each; none: it is in effect
    std::vector<std::string> warnings;
    std::vector<std::string> changed;  // sections
    std::vector<std::string> needs_restart;
};

struct StatusReport {
    std::string version;
    std::string endpoint;
    std::string summary;  // in one line: what systemctl status shows
    Duration running{};
    ModuleReport module;
    std::vector<ServerReport> servers;
    std::optional<BootstrapReport> bootstrap;
    ConfigurationReport configuration;
    TimePoint now;  // of the time points in it
};

struct Traffic {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;  // of CoAP, before encryption
};
struct TrafficRow {
    std::string server;  // its short id, "bootstrap" or "package"
    std::string operation;
    Traffic sent;
    Traffic received;
};
struct Recoveries {
    std::uint64_t module = 0;    // it was lost and came back
    std::uint64_t contexts = 0;  // broke against our wish
    std::uint64_t port = 0;      // the device went away and came back
    modem::Recoveries steps;     // what was done for that
};
struct BacklogRow {
    std::string server;
    lwm2m::BacklogStatus backlog;
};
/// Of all runs of the agent with this state directory.
struct StatisticsReport {
    Duration running{};                 // this time
    std::optional<std::int64_t> since;  // when counting began, in seconds since 1970, where that is known
    std::vector<TrafficRow> traffic;
    modem::at::Counters line;
    lwm2m::ClientCounters client;
    Recoveries recoveries;
    std::vector<BacklogRow> backlogs;
};

class Subject {
public:
    using Done = std::function<void(lwm2m::Outcome<void>)>;
    using ReadDone = std::function<void(lwm2m::Outcome<lwm2m::codec::Content>)>;
    using CreateDone = std::function<void(lwm2m::Outcome<lwm2m::ObjectPath>)>;
    using ReloadDone = std::function<void(ReloadReport)>;
    using StatusDone = std::function<void(StatusReport)>;

    virtual ~Subject() = default;

    // Each `done` runs once, perhaps before the call returns.
    /// `examine`: with ModuleReport::examination, where the module can be asked; that may take a minute.
    virtual void status(bool examine, StatusDone done) = 0;
    virtual StatisticsReport statistics() const = 0;
    /// nullptr as long as there are none, because the module has not said who it is. What follows is only called when
    /// there are.
    virtual const lwm2m::ObjectTree* objects() const = 0;
    virtual std::vector<ServerReport> servers() const = 0;
    virtual void read(const lwm2m::ObjectPath& path, ReadDone done) = 0;
    virtual void write(const lwm2m::ObjectPath& path, lwm2m::ResourceValue value, Done done) = 0;
    virtual void create(const lwm2m::ObjectPath& object, std::optional<lwm2m::Id> instance, lwm2m::GivenValues values,
                        CreateDone done) = 0;
    virtual void remove(const lwm2m::ObjectPath& instance, Done done) = 0;
    virtual void send(lwm2m::ServerIndex server, std::span<const lwm2m::ObjectPath> paths, Done done) = 0;
    virtual void execute(const lwm2m::ObjectPath& path, std::string_view arguments, Done done) = 0;
    virtual void update(lwm2m::ServerIndex server) = 0;
    /// True: de-registers and stays away; false: registers again.
    virtual void hold(lwm2m::ServerIndex server, bool held) = 0;
    virtual lwm2m::Outcome<void> bootstrap() = 0;
    virtual void reload(ReloadDone done) = 0;

    virtual LogLevel log_level() const = 0;
    virtual void set_log_level(LogLevel level) = 0;
};

}  // namespace agent::daemon::control
