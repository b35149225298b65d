// `create:` of an object: the instances that servers may create, made from the resources that stand there.
#pragma once

#include "daemon/handlers/make_handler.hpp"
#include "lwm2m/model/tree.hpp"

namespace agent::daemon {

class CreatedInstances final : public lwm2m::InstanceFactory {
public:
    /// Settings, object and context are referred to.
    CreatedInstances(const config::CreateSettings& settings, const lwm2m::Object& object, const HandlerContext& context)
        : settings_(settings), definition_(object.definition()), object_(object.path()), context_(context) {}

    std::size_t most() const override { return settings_.most; }
    bool provides(lwm2m::Id resource) const override;
    lwm2m::Outcome<std::unique_ptr<lwm2m::ObjectInstance>> make(lwm2m::Id instance, lwm2m::GivenValues& given) override;

private:
    const config::CreateSettings& settings_;
    const lwm2m::ObjectDefinition& definition_;
    lwm2m::ObjectPath object_;
    const HandlerContext& context_;
};

}  // namespace agent::daemon
