#include "daemon/handlers/build_tree.hpp"

#include <algorithm>

#include "daemon/handlers/created_instances.hpp"

namespace agent::daemon {
namespace {

using lwm2m::InstanceKind;
using lwm2m::InstanceState;

class TreeBuilder {
public:
    TreeBuilder(const HandlerContext& context, lwm2m::ObjectTree& tree)
        : context_(context), tree_(tree), kept_(context.store.kept_instances()) {}

    void add(const config::ObjectSettings& settings) {
        auto& object = tree_.add(settings.definition, settings.device);
        if (settings.create) {
            object.set_factory(std::make_unique<CreatedInstances>(*settings.create, object, context_));
        }
        for (const auto& instance : settings.instances) {
            if (!was_touched(object.path() / instance.id)) add_configured(object, instance);
        }
        for (const auto& kept : kept_) {
            if (object.path().contains(kept.path) && kept.state == InstanceState::created)
                add_created(object, kept.path);
        }
    }

private:
    /// A server deleted it, and perhaps created another in its place.
    bool was_touched(const lwm2m::ObjectPath& path) const {
        return std::ranges::count(kept_, path, &lwm2m::KeptInstance::path) > 0;
    }

    void add_configured(lwm2m::Object& object, const config::InstanceSettings& settings) {
        object.add_instance(settings.id, settings.deletable ? InstanceKind::deletable : InstanceKind::fixed);
        const auto path = object.path() / settings.id;
        for (const auto& resource : settings.resources) {
            const auto* definition = object.definition().find(resource.id);
            if (definition == nullptr) throw std::logic_error("a resource without a definition");
            tree_.add_resource(path, *definition,
                               make_handler(context_, path / resource.id, resource, *definition, resource.persist));
        }
    }

    void add_created(lwm2m::Object& object, const lwm2m::ObjectPath& path) {
        if (object.factory() == nullptr) {
            context_.log.warning("created_instance_ignored path={} reason=\"the configuration has no create: for it\"",
                                 path.text());
            return;
        }
        lwm2m::GivenValues none;  // what it was given was kept
        auto instance = object.factory()->make(path.instance(), none);
        if (instance) tree_.add_instance(object.path(), std::move(*instance));
    }

    const HandlerContext& context_;
    lwm2m::ObjectTree& tree_;
    std::vector<lwm2m::KeptInstance> kept_;
};

}  // namespace

void build_object(const config::ObjectSettings& object, const HandlerContext& context, lwm2m::ObjectTree& tree) {
    TreeBuilder(context, tree).add(object);
}

void build_tree(const std::vector<config::ObjectSettings>& objects, const HandlerContext& context,
                lwm2m::ObjectTree& tree) {
    TreeBuilder builder(context, tree);
    for (const auto& settings : objects) builder.add(settings);
}

}  // namespace agent::daemon
