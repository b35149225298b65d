#include "lwm2m/client/bootstrap_discover.hpp"

#include "lwm2m/client/object_list.hpp"
#include "lwm2m/codec/link_format.hpp"

namespace agent::lwm2m {
namespace {

constexpr Id last_own_object = 2;

const Value* value_at(const ResourceMap& resources, const ObjectPath& path) {
    const auto found = resources.find(path);
    return found != resources.end() ? std::get_if<Value>(&found->second) : nullptr;
}

void add_account_half(codec::LinkWriter& links, const ResourceMap& resources, const ObjectPath& instance) {
    links.link(instance);
    const bool is_security = instance.object() == 0;
    const auto* is_bootstrap = is_security ? value_at(resources, instance / 1) : nullptr;
    if (is_bootstrap != nullptr && *is_bootstrap == Value(true)) return;
    const auto* short_id = value_at(resources, instance / (is_security ? 10 : 0));
    if (short_id != nullptr) links.attribute("ssid", to_text(*short_id));
    const auto* uri = is_security ? value_at(resources, instance / 0) : nullptr;
    if (uri != nullptr) links.quoted("uri", to_text(*uri));
}

void add_own(codec::LinkWriter& links, const ResourceMap& resources, Id object) {
    const ObjectPath path(object);
    std::optional<ObjectPath> last;
    for (auto at = resources.lower_bound(path); at != resources.end() && path.contains(at->first); ++at) {
        const auto instance = at->first.prefix(2);
        if (instance == last) continue;
        last = instance;
        object <= 1 ? add_account_half(links, resources, instance) : void(links.link(instance));
    }
    if (!last) links.link(path);
}

void add_other(codec::LinkWriter& links, const Object& object, Version enabler) {
    const ObjectPath path(object.id());
    const auto version = object.definition().version;
    const bool say_version = version != assumed_version(object.id(), enabler);
    if (say_version || object.instances().empty()) links.link(path);
    if (say_version) {
        enabler < Version{1, 1} ? links.quoted("ver", version.text()) : links.attribute("ver", version.text());
    }
    for (const auto& instance : object.instances()) links.link(path / instance->id());
}

}  // namespace

std::string bootstrap_discover(const ObjectTree& tree, const ResourceMap& resources, const ObjectPath& path,
                               Version enabler) {
    codec::LinkWriter links;
    for (Id object = 0; object <= last_own_object; ++object) {
        if (path.contains(ObjectPath(object))) add_own(links, resources, object);
    }
    for (const auto& object : tree.objects()) {
        const auto id = object->id();
        if (id > last_own_object && !is_hidden(id) && path.contains(ObjectPath(id))) add_other(links, *object, enabler);
    }
    const auto text = links.take();
    const auto version = enabler < Version{1, 1} ? "lwm2m=\"" + enabler.text() + "\"" : "</>;lwm2m=" + enabler.text();
    return text.empty() ? version : version + "," + text;
}

}  // namespace agent::lwm2m
