#include "daemon/handlers/make_handler.hpp"

#include <stdexcept>

#include "daemon/handlers/execute_resource.hpp"
#include "daemon/handlers/sourced_resource.hpp"
#include "daemon/handlers/value_resource.hpp"
#include "lwm2m/client/device_objects.hpp"

namespace agent::daemon {
namespace {

class Builder {
public:
    Builder(const HandlerContext& context, const lwm2m::ObjectPath& path, const config::ResourceSettings& settings,
            const lwm2m::ResourceDefinition& definition, bool persist)
        : context_(context), path_(path), settings_(settings), definition_(definition), persist_(persist) {}

    Handler operator()(const config::ValueSettings& value) const {
        return std::make_unique<ValueResource>(initial(value.initial), ValueOptions{.writable = settings_.writable,
                                                                                    .persist = persist_,
                                                                                    .first = value.initial,
                                                                                    .max_size = settings_.max_size,
                                                                                    .on_write = on_write()});
    }
    Handler operator()(const config::FileSettings& file) const {
        auto options = sourced();
        if (settings_.writable) options.file = file.path;
        options.scale = file.scale;
        options.on_health = on_health();
        return sourced(make_source(file, definition_), std::move(options));
    }
    Handler operator()(const config::CommandSettings& command) const {
        auto options = sourced();
        options.on_health = on_health();
        return sourced(make_source(command, definition_, context_.processes), std::move(options));
    }
    Handler operator()(const config::AtSettings& at) const {
        return sourced(make_source(at, definition_, context_.execute_at), sourced());
    }
    Handler operator()(const config::FillSettings& fill) const {
        if (context_.filler == nullptr) throw std::logic_error("nothing fills " + path_.text());
        if (auto handler = context_.filler->handler(path_, fill, settings_.refresh.value_or(fill.refresh)))
            return handler;
        return sourced(context_.filler->source(path_, fill), sourced());
    }
    Handler operator()(const config::ClockSettings& clock) const {
        return sourced(make_source(clock, context_.clock), sourced());
    }
    Handler operator()(const config::DeviceObjectsSettings& objects) const {
        if (context_.tree == nullptr) throw std::logic_error("no tree for " + path_.text());
        return std::make_unique<lwm2m::DeviceObjects>(*context_.tree, objects.device);
    }
    Handler operator()(const config::ExecuteSettings& execute) const {
        return std::make_unique<ExecuteResource>(execute, path_, context_.loop, context_.processes, context_.log);
    }

private:
    std::unique_ptr<OnWrite> on_write() const {
        if (!settings_.on_write) return nullptr;
        return std::make_unique<OnWrite>(*settings_.on_write, path_, context_.processes);
    }
    /// Files and programs of the operator's objects are the gateway's peripherals; those of its own objects 3 (Device),
    /// 4 and 10 (its connectivity) are not.
    std::function<void(bool)> on_health() const {
        const bool is_device = path_.is_own() && (path_.object() == 3 || path_.object() == 4 || path_.object() == 10);
        if (context_.filler == nullptr || is_device) return {};
        return [errors = &context_.filler->errors(), path = path_](bool works) {
            errors->report(ErrorCode::peripheral, path, !works);
        };
    }
    SourcedOptions sourced() const {
        return {.refresh = settings_.refresh,
                .writable = settings_.writable,
                .on_write = on_write(),
                .max_size = settings_.max_size};
    }
    Handler sourced(std::unique_ptr<Source> source, SourcedOptions options) const {
        return std::make_unique<SourcedResource>(std::move(source), std::move(options), path_, context_.loop.timers(),
                                                 context_.log);
    }

    std::optional<lwm2m::ResourceValue> initial(const std::optional<lwm2m::ResourceValue>& configured) const {
        if (!persist_) return configured;
        auto kept = context_.store.kept(path_);
        if (!kept) return configured;
        if (fits(*kept)) return kept;
        context_.log.warning("kept_value_ignored path={} reason=\"the configuration now defines it otherwise\"",
                             path_.text());
        return configured;
    }

    bool fits(const lwm2m::ResourceValue& value) const {
        if (const auto* single = std::get_if<lwm2m::Value>(&value))
            return !definition_.multiple && definition_.check(*single).has_value();
        for (const auto& [instance, element] : std::get<lwm2m::InstanceValues>(value))
            if (!definition_.check(element)) return false;
        return definition_.multiple;
    }

    const HandlerContext& context_;
    lwm2m::ObjectPath path_;
    const config::ResourceSettings& settings_;
    const lwm2m::ResourceDefinition& definition_;
    bool persist_;
};

}  // namespace

Handler make_handler(const HandlerContext& context, const lwm2m::ObjectPath& path,
                     const config::ResourceSettings& settings, const lwm2m::ResourceDefinition& definition,
                     bool persist) {
    return std::visit(Builder(context, path, settings, definition, persist), settings.handler);
}

}  // namespace agent::daemon
