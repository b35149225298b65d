#include "daemon/handlers/created_instances.hpp"

#include <algorithm>

#include "daemon/handlers/value_resource.hpp"

namespace agent::daemon {
namespace {

/// The value that was given to the resource, taken out of `given`.
std::optional<lwm2m::ResourceValue> take(lwm2m::GivenValues& given, lwm2m::Id resource) {
    const auto found = std::ranges::find(given, resource, &lwm2m::GivenValues::value_type::first);
    if (found == given.end()) return std::nullopt;
    auto value = std::move(found->second);
    given.erase(found);
    return value;
}

}  // namespace

bool CreatedInstances::provides(lwm2m::Id resource) const {
    const auto found = std::ranges::find(settings_.resources, resource, &config::ResourceSettings::id);
    if (found == settings_.resources.end()) return false;
    const auto* value = std::get_if<config::ValueSettings>(&found->handler);
    return value == nullptr || value->initial.has_value();
}

lwm2m::Outcome<std::unique_ptr<lwm2m::ObjectInstance>> CreatedInstances::make(lwm2m::Id id, lwm2m::GivenValues& given) {
    auto instance = std::make_unique<lwm2m::ObjectInstance>(id, lwm2m::InstanceKind::created);
    for (const auto& resource : settings_.resources) {
        const auto* definition = definition_.find(resource.id);
        if (definition == nullptr) throw std::logic_error("a resource without a definition");
        const auto path = object_ / id / resource.id;
        auto handler = make_handler(context_, path, resource, *definition, true);
        // Whoever creates an instance may also say what nobody can write later.
        const bool just_held = std::holds_alternative<config::ValueSettings>(resource.handler) && !resource.on_write;
        if (const auto value = just_held ? take(given, resource.id) : std::nullopt) {
            if (auto fits = check_size(*value, resource.max_size); !fits) return fits.error();
            handler->commit(*value);
        }
        instance->add({definition, std::move(handler)});
    }
    return instance;
}

}  // namespace agent::daemon
