// The whole configuration as load() hands it over: checked, complete with defaults, secrets read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/firmware_settings.hpp"
#include "config/handler_settings.hpp"
#include "config/secret.hpp"
#include "lwm2m/base/log.hpp"
#include "lwm2m/client/server_account.hpp"
#include "lwm2m/client/settings.hpp"
#include "lwm2m/model/definition.hpp"
#include "lwm2m/model/path.hpp"
#include "modem/settings.hpp"

namespace agent::config {

struct ServerSettings {
    lwm2m::ServerAccount account;            // psk.identity may hold placeholders until resolve_templates()
    std::optional<SecretSource> key_source;  // present exactly when account.psk is
};

struct ResourceSettings {
    lwm2m::Id id = 0;
    HandlerSettings handler;
    bool writable = false;                // the definition's write operation is offered; implied by persist, on_write
    bool persist = false;                 // writes are kept in the state directory
    std::optional<std::size_t> max_size;  // bytes of a written string or opaque value
    std::optional<Duration> refresh;      // greatest age of a value read before; absent: every Read asks the source
    std::optional<OnWriteSettings> on_write;
    friend bool operator==(const ResourceSettings&, const ResourceSettings&) = default;
};

struct InstanceSettings {
    lwm2m::Id id = 0;
    std::vector<ResourceSettings> resources;  // ascending ids
    bool deletable = false;                   // by servers
    friend bool operator==(const InstanceSettings&, const InstanceSettings&) = default;
};

/// Instances that servers may create.
struct CreateSettings {
    std::size_t most = 16;                    // at a time
    std::vector<ResourceSettings> resources;  // of each; ascending ids
    friend bool operator==(const CreateSettings&, const CreateSettings&) = default;
};

struct ObjectSettings {
    lwm2m::DevicePrefix device;                  // of a device behind the gateway; none: of the gateway itself
    lwm2m::ObjectDefinition definition;          // built in, from the XML, or put together from what the YAML declares
    std::optional<std::string> definition_file;  // path of the XML
    std::optional<FillSettings> fill;            // `fill:` of the object; then it has instance 0 alone
    std::vector<lwm2m::Id> left_out;             // ascending; of what fill would have added
    bool declared = false;                       // the YAML's own `type:` and `operations:` are the definition
    std::vector<InstanceSettings> instances;     // ascending ids; at least one, or `create`
    std::optional<CreateSettings> create;
    std::optional<lwm2m::ObjectAccess> access;  // where the YAML says something of it
    /// Of object 5: the agent itself runs /5/0/0, 1, 2, 3 and 5, whose handlers in `instances` are only a place.
    std::optional<FirmwareSettings> firmware;

    lwm2m::ObjectPath path() const { return lwm2m::ObjectPath(definition.id).under(device); }
    friend bool operator==(const ObjectSettings&, const ObjectSettings&) = default;
};

/// A device behind the gateway, as an instance of object 25 shows it.
struct GatewayDevice {
    std::string id;                        // a template until resolve_templates()
    lwm2m::DevicePrefix prefix;            // of its paths
    std::vector<ObjectSettings> objects;   // below the prefix; ascending ids
    std::vector<lwm2m::ObjectPath> links;  // or: those of the gateway's objects and instances that are its own
    friend bool operator==(const GatewayDevice&, const GatewayDevice&) = default;
};

struct LogSettings {
    enum class Target : std::uint8_t { automatic, console, journal };  // automatic: the journal when it is stderr's end
    LogLevel level = LogLevel::info;
    Target target = Target::automatic;
    friend bool operator==(const LogSettings&, const LogSettings&) = default;
};

struct StartSettings {
    /// What systemd is told READY at. started: the configuration is loaded. module: the module is on the network.
    enum class ReadyWhen : std::uint8_t { registered, module, started };
    ReadyWhen ready_when = ReadyWhen::registered;
    std::optional<Duration> timeout;  // not ready by then: stop with EX_TEMPFAIL; absent: as long as it takes
    friend bool operator==(const StartSettings&, const StartSettings&) = default;
};

struct StopSettings {
    Duration timeout = 10s;  // for de-registering and closing, then the agent ends anyway
    bool deregister = true;  // false: a restart goes on with the registration
    friend bool operator==(const StopSettings&, const StopSettings&) = default;
};

/// The Unix socket by which lwm2m-agentctl reaches the agent.
struct ControlSettings {
    std::string socket;
    std::string group = "lwm2m-agent";  // whose members may use it, beside root and the agent's own user
    bool chosen = false;                // the YAML names the socket: it is no surprise that there is none otherwise
    friend bool operator==(const ControlSettings&, const ControlSettings&) = default;
};

struct Settings {
    std::string endpoint;  // a template until resolve_templates()
    std::string state_directory;
    modem::Settings modem;
    std::optional<SecretSource> sim_pin_source;
    Duration awake = 93s;                      // queue mode: reachable for so long after a message
    std::vector<coap::ContentFormat> formats;  // that the root link of a Register tells of
    coap::ContentFormat send_format = coap::ContentFormat::senml_cbor;  // or senml_json
    bool hold_notifications = false;      // queue mode: until the device sends for another reason
    lwm2m::StoringSettings storing;       // of notifications, while a server can't be reached
    lwm2m::RetrySettings retry;           // what servers without a `retry:` of their own were given
    std::vector<ServerSettings> servers;  // 1..4, or 0 with a bootstrap server; ServerIndex is the place
    std::optional<ServerSettings> bootstrap;
    lwm2m::BootstrapTiming bootstrap_timing;
    std::vector<ObjectSettings> objects;           // ascending ids; never 0, 1 or 2
    std::vector<GatewayDevice> gateway;            // `objects` has an instance of object 25 for each, from 0
    std::vector<lwm2m::AttributeDefault> observe;  // paths that the objects have
    std::vector<lwm2m::SendRule> send;             // paths that the objects have
    LogSettings log;
    StartSettings start;
    StopSettings stop;
    std::optional<ControlSettings> control;  // absent: there is no such socket
};

}  // namespace agent::config
