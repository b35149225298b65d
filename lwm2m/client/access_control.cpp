// The rights, and the questions that are asked of them.
#include "lwm2m/client/access_control.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

constexpr Id access_control = 2;
constexpr Id whole_object = 65535;  // /2/x/1 of the instance that says who may create instances

}  // namespace

AccessControl::AccessControl(const ClientSettings& settings, const Accounts& accounts, ObjectTree& tree, Store& store,
                             Log log)
    : settings_(settings), accounts_(accounts), tree_(tree), store_(store), log_(log) {}

bool AccessControl::allows(ServerIndex server, Operation operation, const ObjectPath& path) const {
    if (!is_enabled() || path.is_root() || !path.is_own()) return true;
    const auto short_id = accounts_.server(server).short_id;
    const auto may = [&](std::uint8_t right) { return (rights_of(short_id, path.prefix(2)) & right) != 0; };
    switch (operation) {
        case Operation::read:
        case Operation::observe:
        case Operation::cancel:
        case Operation::read_composite:
        case Operation::observe_composite:
        case Operation::cancel_composite:
        case Operation::send:
        case Operation::notify: {
            if (path.size() > 1) return may(access::read);
            const auto& instances = tree_.find(path.object())->instances();
            return instances.empty() || std::ranges::any_of(instances, [&](const auto& instance) {
                       return (rights_of(short_id, path / instance->id()) & access::read) != 0;
                   });
        }
        case Operation::write_attributes:
            return path.size() == 1 || may(access::read);
        case Operation::write:
        case Operation::update:
        case Operation::write_composite:
            return may(access::write);
        case Operation::execute:
            return may(access::execute);
        case Operation::remove:
            return may(access::remove);
        case Operation::create:
            return (rights_of(short_id, ObjectPath(path.object(), whole_object)) & access::create) != 0;
        case Operation::discover:
        case Operation::bootstrap_finish:
        case Operation::unknown:
            return true;
    }
    return false;
}

std::optional<codec::Content> AccessControl::readable_part(ServerIndex server, const ObjectPath& path,
                                                           const codec::Content& content) const {
    if (!is_enabled() || path.size() != 1 || !path.is_own()) return std::nullopt;
    const auto short_id = accounts_.server(server).short_id;
    const auto is_hidden = [&](const codec::InstanceContent& instance) {
        return (rights_of(short_id, path / instance.id) & access::read) == 0;
    };
    if (std::ranges::none_of(content, is_hidden)) return std::nullopt;
    auto part = content;
    std::erase_if(part, is_hidden);
    return part;
}

/// LwM2M Core 1.1 §8.2.1. What an instance of object 2 says everybody may see, and its owner may change.
std::uint8_t AccessControl::rights_of(std::uint16_t short_id, const ObjectPath& instance) const {
    if (instance.object() == access_control) {
        const auto own = std::ranges::find_if(entries_, [&](const auto& entry) {
            return entry.second.id == instance.instance() && entry.second.owner == short_id;
        });
        return own != entries_.end() ? access::read | access::write : access::read;
    }
    const auto found = entries_.find(instance);
    if (found == entries_.end()) return 0;
    const auto& entry = found->second;
    if (const auto own = entry.rights.find(short_id); own != entry.rights.end()) return own->second;
    if (entry.owner == short_id) return access::all & ~access::create;
    const auto others = entry.rights.find(0);
    return others != entry.rights.end() ? others->second : std::uint8_t{0};
}

bool AccessControl::is_known(std::uint16_t short_id) const {
    return std::ranges::find(accounts_.servers(), short_id, &ServerAccount::short_id) != accounts_.servers().end();
}

bool AccessControl::exists(const ObjectPath& target) const {
    const auto* object = tree_.find(target.object());
    return object != nullptr && (target.instance() == whole_object || object->find(target.instance()) != nullptr);
}

const ObjectAccess* AccessControl::access_of(Id object) const {
    const auto found = std::ranges::find(settings_.access, object, &ObjectAccess::object);
    return found != settings_.access.end() ? &*found : nullptr;
}

std::uint16_t AccessControl::default_owner(const ObjectPath& target) const {
    const auto& servers = accounts_.servers();
    if (target.object() == 1) {
        const auto own = std::ranges::find(servers, target.instance(), &ServerAccount::instance);
        if (own != servers.end()) return own->short_id;
    }
    const auto* configured = access_of(target.object());
    if (configured != nullptr && configured->owner && is_known(*configured->owner)) return *configured->owner;
    return std::ranges::min_element(servers, {}, &ServerAccount::short_id)->short_id;
}

}  // namespace agent::lwm2m
