// The instances of object 2: made, kept, and seen by the servers.
#include <algorithm>
#include <set>

#include "lwm2m/client/access_control.hpp"
#include "lwm2m/client/object_list.hpp"

namespace agent::lwm2m {
namespace {

constexpr Id access_control = 2;
constexpr Id whole_object = 65535;
constexpr Id resource_ids[] = {0, 1, 2, 3};
constexpr std::uint16_t nobody = 65535;  // /2/x/3: a bootstrap server alone may change it

Value as_value(std::integral auto number) { return static_cast<std::int64_t>(number); }

template<class T>
const T* get(const std::optional<ResourceValue>& value) {
    return value ? std::get_if<T>(&*value) : nullptr;
}

/// nullopt when it is no integer of 0..`most`.
std::optional<std::uint16_t> number_of(const Value* value, std::int64_t most) {
    const auto* number = value != nullptr ? std::get_if<std::int64_t>(value) : nullptr;
    if (number == nullptr || *number < 0 || *number > most) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

std::optional<std::map<Id, std::uint8_t>> rights_in(const InstanceValues& values) {
    std::map<Id, std::uint8_t> rights;
    for (const auto& [short_id, value] : values) {
        const auto bits = number_of(&value, access::all);
        if (!bits) return std::nullopt;
        rights[short_id] = static_cast<std::uint8_t>(*bits);
    }
    return rights;
}

}  // namespace

/// A resource of an instance of object 2.
class AccessResource : public ResourceHandler {
public:
    AccessResource(AccessControl& control, ObjectPath target, Id resource)
        : control_(control), target_(target), resource_(resource) {}

    void read(ReadDone done) override { done(value_of(target_, entry(), resource_)); }
    void prepare(const ResourceValue& value, Done done) override {
        const auto* rights = std::get_if<InstanceValues>(&value);
        if (rights != nullptr && !rights_in(*rights)) return done(bad_request("access rights are bits 1 to 16"));
        const auto owner = number_of(std::get_if<Value>(&value), nobody);
        if (rights == nullptr && !(owner && control_.is_known(*owner))) {
            return done(bad_request("there is no server with that short id"));
        }
        done({});
    }
    void commit(const ResourceValue& value) override {
        auto& entry = this->entry();
        if (const auto* rights = std::get_if<InstanceValues>(&value)) {
            entry.rights = *rights_in(*rights);
        } else {
            entry.owner = *number_of(&std::get<Value>(value), nobody);
        }
    }
    bool persistent() const override { return true; }

    static ResourceValue value_of(const ObjectPath& target, const AccessControl::Entry& entry, Id resource) {
        switch (resource) {
            case 0:
                return as_value(target.object());
            case 1:
                return as_value(target.instance());
            case 3:
                return as_value(entry.owner);
            default:
                break;
        }
        InstanceValues rights;
        for (const auto& [short_id, bits] : entry.rights) rights.emplace_back(short_id, as_value(bits));
        return rights;
    }

private:
    AccessControl::Entry& entry() const { return control_.entries_.at(target_); }

    AccessControl& control_;
    ObjectPath target_;
    Id resource_;
};

void AccessControl::load() {
    loaded_ = true;
    clear();
    if (is_enabled()) {
        std::set<ObjectPath> instances;
        for (const auto& kept : store_.kept_below(ObjectPath(access_control))) instances.insert(kept.path.prefix(2));
        for (const auto& instance : instances) read_entry(instance);
    }
    refresh();
}

void AccessControl::read_entry(const ObjectPath& instance) {
    const auto kept = [&](Id resource) { return store_.kept(instance / resource); };
    const auto object_value = kept(0), instance_value = kept(1), rights_value = kept(2), owner_value = kept(3);
    const auto object = number_of(get<Value>(object_value), 65534);
    const auto of = number_of(get<Value>(instance_value), whole_object);
    if (!object || !of || !exists({*object, *of})) return;
    Entry entry{.id = instance.instance()};
    set_defaults({*object, *of}, entry);
    if (const auto* values = get<InstanceValues>(rights_value)) {
        if (auto rights = rights_in(*values)) {
            std::erase_if(*rights, [this](const auto& right) { return right.first != 0 && !is_known(right.first); });
            entry.rights = std::move(*rights);
        }
    }
    const auto owner = number_of(get<Value>(owner_value), nobody);
    if (owner && (*owner == nobody || is_known(*owner))) entry.owner = *owner;
    const auto [place, is_new] = entries_.try_emplace({*object, *of}, std::move(entry));
    if (is_new) add_to_tree(place->first, place->second);
}

void AccessControl::set_defaults(const ObjectPath& target, Entry& entry) const {
    entry.owner = target.instance() == whole_object ? nobody : default_owner(target);
    entry.rights.clear();
    const auto* configured = access_of(target.object());
    if (configured == nullptr) return;
    if (target.instance() == whole_object) {
        if (configured->owner && is_known(*configured->owner)) entry.rights[*configured->owner] = access::create;
        return;
    }
    for (const auto& [short_id, bits] : configured->rights) {
        if (short_id == 0 || is_known(short_id)) entry.rights[short_id] = bits;
    }
}

std::vector<ObjectPath> AccessControl::wanted_targets() const {
    std::vector<ObjectPath> targets;
    for (const auto& object : tree_.objects()) {
        const ObjectPath path(object->id());
        if (is_hidden(object->id()) || object->id() == access_control) continue;
        for (const auto& instance : object->instances()) targets.push_back(path / instance->id());
        // After a bootstrap only what it wrote lets a server create instances (§8.1.2.1).
        const auto* configured = access_of(object->id());
        const bool is_for_all = configured != nullptr && configured->owner && object->definition().multiple;
        if (is_for_all && !accounts_.are_bootstrapped()) targets.push_back(path / whole_object);
    }
    return targets;
}

void AccessControl::refresh() {
    if (!loaded_) return;
    std::vector<Change> changes;
    const bool was_there = tree_.find(access_control) != nullptr;
    if (is_enabled()) {
        remove_gone(changes);
        add_new(changes);
    } else {
        clear();
        for (const auto& kept : store_.kept_below(ObjectPath(access_control))) changes.push_back({kept.path, {}});
    }
    if (changes.empty()) return;
    if (auto kept = store_.keep(changes); !kept)
        log_.error("access rights not kept reason=\"{}\"", kept.error().reason);
    if (was_there || is_enabled()) tree_.changed(ObjectPath(access_control));
}

void AccessControl::remove_gone(std::vector<Change>& changes) {
    std::erase_if(entries_, [&](const auto& item) {
        if (exists(item.first)) return false;
        const ObjectPath gone(access_control, item.second.id);
        for (const auto resource : resource_ids) changes.push_back({gone / resource, std::nullopt});
        tree_.find(access_control)->remove_instance(gone.instance());
        return true;
    });
}

AccessControl::Entry AccessControl::new_entry(const ObjectPath& target) const {
    Entry entry{.id = free_id()};
    set_defaults(target, entry);
    return entry;
}

/// Keeps which instance of object 2 speaks of which instance; what is a default is not kept.
void AccessControl::add_new(std::vector<Change>& changes) {
    for (const auto& target : wanted_targets()) {
        if (entries_.contains(target)) continue;
        auto entry = new_entry(target);
        const ObjectPath instance(access_control, entry.id);
        changes.push_back({instance / 0, as_value(target.object())});
        changes.push_back({instance / 1, as_value(target.instance())});
        add_to_tree(target, entries_[target] = std::move(entry));
    }
}

std::vector<Change> AccessControl::ownership(const ObjectPath& target, ServerIndex creator) const {
    if (!is_enabled() || !target.is_own() || is_hidden(target)) return {};
    const ObjectPath instance(access_control, free_id());
    return {{instance / 0, as_value(target.object())},
            {instance / 1, as_value(target.instance())},
            {instance / 2, std::nullopt},
            {instance / 3, as_value(accounts_.server(creator).short_id)}};
}

void AccessControl::created(const ObjectPath& target, ServerIndex creator) {
    if (!is_enabled() || !target.is_own() || is_hidden(target)) return;
    auto entry = new_entry(target);
    entry.owner = accounts_.server(creator).short_id;
    add_to_tree(target, entries_[target] = std::move(entry));
    tree_.changed(ObjectPath(access_control));
}

Id AccessControl::free_id() const {
    std::set<Id> taken;
    for (const auto& [target, entry] : entries_) taken.insert(entry.id);
    Id id = 0;
    while (taken.contains(id)) ++id;
    return id;
}

void AccessControl::add_to_tree(const ObjectPath& target, const Entry& entry) {
    auto* object = tree_.find(access_control);
    if (object == nullptr) object = &tree_.add(*core_definition(access_control));
    for (const auto& definition : object->definition().resources) {
        tree_.add_resource({access_control, entry.id}, definition,
                           std::make_unique<AccessResource>(*this, target, definition.id));
    }
}

void AccessControl::clear() {
    entries_.clear();
    tree_.remove(access_control);
}

ResourceMap AccessControl::resources() const {
    ResourceMap resources;
    for (const auto& [target, entry] : entries_) {
        const ObjectPath instance(access_control, entry.id);
        for (const auto id : resource_ids) resources[instance / id] = AccessResource::value_of(target, entry, id);
    }
    return resources;
}

std::vector<Change> AccessControl::replacing(const ResourceMap& resources) const {
    std::vector<Change> changes;
    for (const auto& kept : store_.kept_below(ObjectPath(access_control))) changes.push_back({kept.path, std::nullopt});
    for (const auto& [path, value] : resources) {
        if (path.object() == access_control) changes.push_back({path, value});
    }
    return changes;
}

}  // namespace agent::lwm2m
