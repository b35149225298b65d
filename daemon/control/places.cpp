#include "daemon/control/places.hpp"

#include <fmt/format.h>

namespace agent::daemon::control {
namespace {

using lwm2m::ObjectPath;

Problem missing(const ObjectPath& path, std::size_t level, std::string message, std::string help) {
    return {.kind = "not_found",
            .message = std::move(message),
            .where = excerpt_of(path, level),
            .help = std::move(help),
            .code = coap::code::not_found};
}

std::string ids_text(auto&& items, auto&& id_of) {
    std::string text;
    for (const auto& item : items) text += fmt::format("{}{}", text.empty() ? "" : ", ", id_of(item));
    return text.empty() ? "none" : text;
}

Problem no_object(const lwm2m::ObjectTree& tree, const ObjectPath& path) {
    const auto objects = tree.objects(path.device());
    if (objects.empty() && !path.is_own()) {
        const auto prefix = path.device().text();
        auto problem = missing(path, 0, fmt::format("there is no device with the prefix {}", prefix),
                               "the devices behind the gateway are written in its configuration, in gateway:");
        problem.where = Excerpt{.text = path.text(), .from = 1, .length = prefix.size()};
        return problem;
    }
    const auto ids = ids_text(objects, [](const auto& one) { return one->id(); });
    return missing(path, 0, fmt::format("there is no object {}", path.object()),
                   fmt::format("there are {}; what the device has is written in its configuration", ids));
}

}  // namespace

Excerpt excerpt_of(const ObjectPath& path, std::size_t level) {
    const auto before = level == 0 && path.is_own() ? std::size_t{0} : path.prefix(level).text().size();
    const auto end = path.prefix(level + 1).text().size();
    return {.text = path.text(), .from = before + 1, .length = end - before - 1};
}

Checked<void> check_there(const lwm2m::ObjectTree& tree, const ObjectPath& path) {
    if (path.is_root()) return {};
    const auto* object = tree.find(path);
    if (object == nullptr) return no_object(tree, path);
    const auto& name = object->definition().name;
    if (path.size() == 1) return {};
    const auto* instance = object->find(path.instance());
    if (instance == nullptr) {
        const auto ids = ids_text(object->instances(), [](const auto& one) { return one->id(); });
        return missing(path, 1, fmt::format("object {} ({}) has no instance {}", object->id(), name, path.instance()),
                       fmt::format("its instances: {}", ids));
    }
    if (path.size() == 2) return {};
    const auto* resource = instance->find(path.resource());
    if (resource == nullptr) {
        const auto* known = object->definition().find(path.resource());
        const auto what = known == nullptr
                              ? fmt::format("object {} ({}) has no resource {}", object->id(), name, path.resource())
                              : fmt::format("this device does not have {} ({})", path.text(), known->name);
        return missing(path, 2, what,
                       fmt::format("`lwm2m-agentctl objects {}` lists what is there", path.prefix(2).text()));
    }
    if (path.size() == 4 && !resource->definition->multiple)
        return missing(
            path, 3,
            fmt::format("{} ({}) has one value and no instances", path.prefix(3).text(), resource->definition->name),
            fmt::format("leave it out: {}", path.prefix(3).text()));
    return {};
}

const lwm2m::ResourceDefinition* definition_of(const lwm2m::ObjectTree& tree, const ObjectPath& path) {
    const auto* object = path.size() >= 3 ? tree.find(path) : nullptr;
    const auto* instance = object != nullptr ? object->find(path.instance()) : nullptr;
    const auto* resource = instance != nullptr ? instance->find(path.resource()) : nullptr;
    return resource != nullptr ? resource->definition : nullptr;
}

}  // namespace agent::daemon::control
