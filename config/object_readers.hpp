// How the objects: section is read, one step a function: object, definition, resource, handler, value.
#pragma once

#include <optional>
#include <string_view>

#include "config/readers.hpp"
#include "lwm2m/model/definition.hpp"

namespace agent::config {

/// The object's definition from the XML or built in; an empty one to be filled by what the YAML declares; nullopt when
/// a named definition could not be had (reported).
std::optional<lwm2m::ObjectDefinition> read_definition(MapReader& map, ObjectSettings& object, const Context& context);
/// type, operations, multiple, name and units of a resource: declares it in `definition`, or has to agree with it.
/// nullptr when there is no telling what the resource is (reported).
const lwm2m::ResourceDefinition* read_declaration(MapReader& map, lwm2m::Id id, lwm2m::ObjectDefinition& definition,
                                                  bool declared);

/// An entry of objects:, of that device behind the gateway unless the prefix is empty; nullopt after reporting.
std::optional<ObjectSettings> read_object(const View& view, const std::vector<ObjectSettings>& others,
                                          lwm2m::DevicePrefix device, const Settings& settings, const Context& context);

/// What is known about a resource while its settings are read.
struct ResourceContext {
    const lwm2m::ResourceDefinition* definition = nullptr;  // nullptr: unknown, only the form is checked
    lwm2m::Id object = 0;
    lwm2m::Id instance = 0;
    FillSettings fill;       // the options of its object
    bool of_device = false;  // behind the gateway
};

/// fill: of an object: auto, or a map of the options that it has.
std::optional<FillSettings> read_fill(const View& view, lwm2m::Id object);
/// leave_out: the ids of resources that fill would add and the instance does not have already.
std::vector<lwm2m::Id> read_left_out(const View& view, lwm2m::Id object, const InstanceSettings& instance);
/// Adds what the agent fills of the object, except for what is there or left out or not in the definition.
void add_filled(InstanceSettings& instance, const ObjectSettings& object, const lwm2m::ObjectDefinition& definition);
/// fill: of one resource; nullopt when the agent does not know it (reported).
std::optional<ResourceSettings> read_filled_resource(MapReader& map, lwm2m::Id id, const ResourceContext& resource);
/// owner: and access: of an object; nullopt when neither is there.
std::optional<lwm2m::ObjectAccess> read_access(MapReader& map, lwm2m::Id object, const Settings& settings);

ResourceSettings read_resource(MapReader& map, lwm2m::Id id, const ResourceContext& resource);
/// The one handler among the keys of a resource; the value itself when there is none.
HandlerSettings read_handler(MapReader& map, const ResourceContext& resource);
std::optional<OnWriteSettings> read_on_write(const View& view);
/// The firmware: section of object 5 makes its instance.
void read_firmware(const View& view, ObjectSettings& object, const lwm2m::ObjectDefinition& definition,
                   const Context& context);
/// A value, or for a multiple resource a map of them.
std::optional<lwm2m::ResourceValue> read_value(const View& view, const ResourceContext& resource);

}  // namespace agent::config
