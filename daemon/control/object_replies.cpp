// The objects and their values as JSON.
#include "daemon/control/places.hpp"
#include "daemon/control/replies.hpp"
#include "lwm2m/model/base64.hpp"

namespace agent::daemon::control {
namespace {

using lwm2m::ObjectPath;

struct ToJson {
    Json operator()(const std::string& text) const { return text; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(std::uint64_t number) const { return number; }
    Json operator()(double number) const { return number; }
    Json operator()(bool truth) const { return truth; }
    Json operator()(const Bytes& bytes) const { return lwm2m::to_base64(bytes); }
    Json operator()(const lwm2m::Time& time) const { return time.seconds; }
    Json operator()(const lwm2m::ObjectLink& link) const { return lwm2m::to_text(lwm2m::Value(link)); }
    Json operator()(const lwm2m::CoreLink& link) const { return link.text; }
};

std::string letters(const lwm2m::Operations& operations) {
    std::string text;
    if (operations.read) text += 'R';
    if (operations.write) text += 'W';
    if (operations.execute) text += 'E';
    return text;
}

Json resource_json(const lwm2m::ResourceDefinition& definition, const ObjectPath& path) {
    Json json{{"path", path.text()},
              {"name", definition.name},
              {"operations", letters(definition.operations)},
              {"multiple", definition.multiple}};
    if (definition.type != lwm2m::DataType::none) json["type"] = lwm2m::name_of(definition.type);
    if (!definition.units.empty()) json["units"] = definition.units;
    if (!definition.range_text.empty()) json["range"] = definition.range_text;
    return json;
}

Json instance_json(const lwm2m::ObjectInstance& instance, const ObjectPath& path) {
    Json json{{"path", path.text()}, {"resources", Json::array()}};
    for (const auto& resource : instance.resources())
        json["resources"].push_back(resource_json(*resource.definition, path / resource.definition->id));
    return json;
}

/// With the instances that are at or below the path, or lead to it.
Json object_json(const lwm2m::Object& object, const ObjectPath& below) {
    const auto& definition = object.definition();
    Json json{{"path", object.path().text()},
              {"name", definition.name},
              {"version", definition.version.text()},
              {"instances", Json::array()}};
    for (const auto& instance : object.instances()) {
        if (below.size() >= 2 && instance->id() != below.instance()) continue;
        json["instances"].push_back(instance_json(*instance, object.path() / instance->id()));
    }
    return json;
}

class Values {
public:
    explicit Values(const lwm2m::ObjectTree& tree) : tree_(tree) {}

    void add(const ObjectPath& resource, const lwm2m::ResourceValue& value) {
        if (const auto* one = std::get_if<lwm2m::Value>(&value)) return add_one(resource, resource, *one);
        for (const auto& [id, element] : std::get<lwm2m::InstanceValues>(value))
            add_one(resource, resource / id, element);
    }
    Json take() { return std::move(list_); }

private:
    void add_one(const ObjectPath& resource, const ObjectPath& path, const lwm2m::Value& value) {
        Json json{{"path", path.text()}};
        if (const auto* definition = definition_of(tree_, resource)) {
            json["name"] = definition->name;
            if (!definition->units.empty()) json["units"] = definition->units;
        }
        json["type"] = lwm2m::name_of(lwm2m::type_of(value));
        json["value"] = std::visit(ToJson{}, value);
        list_.push_back(std::move(json));
    }

    const lwm2m::ObjectTree& tree_;
    Json list_ = Json::array();
};

}  // namespace

Json objects_json(const lwm2m::ObjectTree& tree, const ObjectPath& below) {
    auto objects = Json::array();
    for (const auto& some : {tree.objects(), tree.objects_of_devices()})
        for (const auto& object : some)
            if (below.is_root() || object->path() == below.prefix(1)) objects.push_back(object_json(*object, below));
    return {{"objects", std::move(objects)}};
}

Json values_json(const lwm2m::ObjectTree& tree, const ObjectPath& path, const lwm2m::codec::Content& content) {
    Values values(tree);
    for (const auto& instance : content)
        for (const auto& resource : instance.resources)
            values.add(path.prefix(1) / instance.id / resource.id, resource.value);
    return {{"values", values.take()}};
}

Json observations_json(const std::vector<ServerReport>& servers) {
    auto list = Json::array();
    for (const auto& server : servers) {
        for (const auto& observation : server.observations) {
            Json json{{"server", server.short_id}, {"path", observation.path.text()}};
            for (const auto& path : observation.also) json["also"].push_back(path.text());
            if (auto attributes = observation.attributes.text(); !attributes.empty())
                json["attributes"] = std::move(attributes);
            json["notifications"] = observation.notifications;
            list.push_back(std::move(json));
        }
    }
    return {{"observations", std::move(list)}};
}

}  // namespace agent::daemon::control
