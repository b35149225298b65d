#include "lwm2m/client/object_list.hpp"

#include "lwm2m/codec/link_format.hpp"

namespace agent::lwm2m {

Version assumed_version(Id object, Version enabler) {
    constexpr Id last_core_object = 7;
    if (enabler < Version{1, 1} || object > last_core_object) return {1, 0};
    return core_definition(object)->version;
}

namespace {

void add_root(codec::LinkWriter& links, std::span<const coap::ContentFormat> formats) {
    std::string numbers;
    for (const auto format : formats) {
        if (!numbers.empty()) numbers.push_back(' ');
        numbers += std::to_string(static_cast<unsigned>(format));
    }
    links.link(ObjectPath{}).quoted("rt", "oma.lwm2m");
    formats.size() == 1 ? links.attribute("ct", numbers) : links.quoted("ct", numbers);
}

}  // namespace

std::string object_list(ObjectTree::Objects objects, Version enabler, std::span<const coap::ContentFormat> formats) {
    codec::LinkWriter links;
    if (!formats.empty()) add_root(links, formats);
    for (const auto& object : objects) {
        const auto path = object->path();
        if (is_hidden(path)) continue;
        const auto version = object->definition().version;
        const bool say_version = version != assumed_version(object->id(), enabler);
        if (say_version || object->instances().empty()) links.link(path);
        if (say_version) {
            enabler < Version{1, 1} ? links.quoted("ver", version.text()) : links.attribute("ver", version.text());
        }
        for (const auto& instance : object->instances()) links.link(path / instance->id());
    }
    return links.take();
}

}  // namespace agent::lwm2m
