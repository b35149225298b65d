// `fill: auto`: handlers for the resources that the agent knows by itself. What they are read from is shared, so that
// a Read of an instance asks the module, gpsd and the gateway once.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/handler_settings.hpp"
#include "daemon/handlers/connectivity_statistics.hpp"
#include "daemon/handlers/error_codes.hpp"
#include "daemon/handlers/gpsd.hpp"
#include "daemon/handlers/host_facts.hpp"
#include "daemon/handlers/module_replies.hpp"
#include "daemon/handlers/source.hpp"
#include "lwm2m/model/tree.hpp"
#include "modem/module/identity.hpp"

namespace agent::daemon {

class Filler {
public:
    struct Needs {
        Loop& loop;
        ExecuteAt execute_at;
        WallClock clock;
        std::function<const modem::module::Identity&()> identity;
        /// /7/0/8 as it stands when a collection starts.
        std::function<Duration()> collection_period;
        std::string root;     // before the paths of the gateway's own files; "" for the running system
        std::string version;  // of the agent
    };

    explicit Filler(Needs needs);
    Filler(const Filler&) = delete;
    Filler& operator=(const Filler&) = delete;

    /// Where a resource is read from; nullptr for one that handler() makes. Throws std::logic_error for a resource that
    /// config::filled_resources() does not have.
    std::unique_ptr<Source> source(const lwm2m::ObjectPath& path, const config::FillSettings& settings);
    /// The resources that are more than a value: what is executed, and the error codes. nullptr for any other.
    std::unique_ptr<lwm2m::ResourceHandler> handler(const lwm2m::ObjectPath& path, const config::FillSettings& settings,
                                                    Duration refresh);

    ErrorCodes& errors() { return errors_; }
    ConnectivityStatistics& statistics() { return statistics_; }
    TimePoint now() const { return needs_.loop.timers().now(); }

private:
    /// Asks for one resource's value, and is answered once.
    using Ask = std::function<void(Source::Fetched)>;

    Ask device(lwm2m::Id resource);
    Ask monitoring(lwm2m::Id resource);
    Ask cellular(lwm2m::Id resource);
    Ask location(lwm2m::Id resource, const config::FillSettings& settings);
    Ask statistics_value(lwm2m::Id resource);

    using Read = lwm2m::Outcome<lwm2m::ResourceValue> (*)(const modem::at::Reply&);
    Ask of_module(modem::at::Command query, Read read);
    void ask_cell(bool area, const Source::Fetched& done);
    void ask_operator(bool country, bool again, const Source::Fetched& done);
    void ask_saving_modes(const Source::Fetched& done);
    void look_for_errors(const config::FillSettings& settings, std::function<void()> done);
    void look_at_host(const config::FillSettings& settings);

    Needs needs_;
    HostFacts host_;
    ModuleReplies replies_;
    ErrorCodes errors_;
    ConnectivityStatistics statistics_;
    std::optional<Gpsd> gpsd_;
};

/// What /7/0/8 of the tree holds; 0 without it: until Stop.
Duration collection_period(lwm2m::ObjectTree& tree);

}  // namespace agent::daemon
