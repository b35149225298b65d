#include "lwm2m/client/bootstrap_draft.hpp"

#include <algorithm>

namespace agent::lwm2m {

namespace code = coap::code;

namespace {

constexpr Id security = 0;
constexpr Id server = 1;
constexpr Id access_control = 2;
constexpr Id device = 3;
constexpr Id last_bootstrapped = 12;  // of object 1: the client's own to say

bool is_own(Id object) { return object <= access_control; }

Failure refused(const ObjectPath& path, std::string_view why) {
    return {code::bad_request, path.text() + " " + std::string(why)};
}

/// The agent works with it; anything else of the definition is an optional resource that it does not support.
bool is_used(const ObjectPath& path) {
    const auto id = path.resource();
    switch (path.object()) {
        case security:
            return id <= 5 || (id >= 10 && id <= 12);
        case server:
            return id != last_bootstrapped && (find_server_field(id) != nullptr || (id >= 17 && id <= 20));
        default:
            return id <= 3;
    }
}

/// OSCORE that nobody does would leave a server in the clear that counts on it.
bool asks_for_oscore(const ObjectPath& path, const ResourceValue& value) {
    if (path.object() != security || path.resource() != 17) return false;
    const auto* single = std::get_if<Value>(&value);
    return single == nullptr || *single != Value(ObjectLink{});
}

/// The short server id of a bootstrap server means nothing, and some write 0 or 65535 there.
bool is_checked_later(const ObjectPath& path) { return path.object() == security && path.resource() == 10; }

Outcome<void> check(const ResourceDefinition& definition, const ResourceValue& value) {
    if (const auto* single = std::get_if<Value>(&value)) {
        return definition.multiple ? bad_request("a multiple resource with one value") : definition.check(*single);
    }
    if (!definition.multiple) return bad_request("a single resource with several values");
    for (const auto& [id, element] : std::get<InstanceValues>(value)) {
        if (auto checked = definition.check(element); !checked) return checked;
    }
    return {};
}

/// The resource, when it does not take the value.
const ServerField* refusing(const ObjectPath& path, const Value& value) {
    const auto* field = path.object() == server ? find_server_field(path.resource()) : nullptr;
    ServerAccount trial;
    return field == nullptr || field->set(trial, value) ? nullptr : field;
}

void merge(ResourceValue& present, const ResourceValue& written) {
    auto* values = std::get_if<InstanceValues>(&present);
    if (values == nullptr) {
        present = written;
        return;
    }
    for (const auto& [id, value] : std::get<InstanceValues>(written)) {
        const auto place = std::ranges::lower_bound(*values, id, {}, &InstanceValues::value_type::first);
        if (place != values->end() && place->first == id) {
            place->second = value;
        } else {
            values->emplace(place, id, value);
        }
    }
}

}  // namespace

BootstrapDraft::BootstrapDraft(ResourceMap resources, ObjectTree& tree)
    : resources_(std::move(resources)), tree_(tree) {
    const auto accounts = bootstrap_accounts();
    if (!accounts.empty()) first_account_ = accounts.front();
}

Outcome<void> BootstrapDraft::write(const ObjectPath& path, codec::Content content) {
    if (path.is_root()) return refused(path, "is no object");
    if (is_own(path.object())) return write_own(path, content);
    return write_other(path, std::move(content));
}

Outcome<void> BootstrapDraft::write_own(const ObjectPath& path, const codec::Content& content) {
    ResourceMap written;
    for (const auto& instance : content) {
        for (const auto& resource : instance.resources) {
            const ObjectPath at(path.object(), instance.id, resource.id);
            if (auto done = put(written, at, resource.value, path.size() >= 3); !done) return done;
        }
    }
    for (const auto& instance : content) {
        const ObjectPath at(path.object(), instance.id);
        if (at.object() <= server) written_.insert(at);
        if (at == first_account_) first_account_.reset();
        // An optional resource that is not in the payload is not to be there (§6.1.7.5).
        if (path.size() < 3) erase_below(at);
    }
    for (auto& [at, value] : written) {
        if (path.size() == 4) {
            merge(resources_.try_emplace(at, InstanceValues{}).first->second, value);
        } else {
            resources_[at] = std::move(value);
        }
    }
    return {};
}

Outcome<void> BootstrapDraft::put(ResourceMap& into, const ObjectPath& path, const ResourceValue& value,
                                  bool targeted) const {
    const auto* definition = core_definition(path.object())->find(path.resource());
    if (asks_for_oscore(path, value)) return refused(path, "asks for OSCORE, which the agent does not do");
    if (definition == nullptr && targeted) return refused(path, "is not known");
    if (definition == nullptr || !is_used(path)) return {};
    if (!is_checked_later(path)) {
        if (auto checked = check(*definition, value); !checked) return refused(path, checked.error().reason);
    }
    const auto* single = std::get_if<Value>(&value);
    const auto* field = single != nullptr ? refusing(path, *single) : nullptr;
    // A transport that the server would rather have is not worth the loss of its account.
    if (field != nullptr && field->fixed && !targeted) return {};
    if (field != nullptr) return refused(path, std::string("has a value that does not fit: ") + field->unusable);
    into[path] = value;
    return {};
}

Outcome<void> BootstrapDraft::write_other(const ObjectPath& path, codec::Content content) {
    const auto* object = tree_.find(path.object());
    if (object == nullptr) return refused(ObjectPath(path.object()), "is not an object of this device");
    std::vector<Writings::Part> written;
    for (auto& instance : content) {
        const ObjectPath at(path.object(), instance.id);
        const auto* present = object->find(instance.id);
        if (present == nullptr) return refused(at, "is not there and can't be made");
        std::vector<codec::ResourceContent> taken;
        for (auto& resource : instance.resources) {
            const auto* target = present->find(resource.id);
            if (target == nullptr || !target->definition->operations.write) {
                if (path.size() >= 3) return refused(at / resource.id, "can't be written");
                continue;
            }
            if (auto checked = check(*target->definition, resource.value); !checked) {
                return refused(at / resource.id, checked.error().reason);
            }
            taken.push_back(std::move(resource));
        }
        if (taken.empty()) continue;
        instance.resources = std::move(taken);
        const auto id = instance.id;
        written.push_back({path.size() >= 3 ? path : ObjectPath(path.object(), id), {std::move(instance)}});
    }
    std::ranges::move(written, std::back_inserter(pending_));
    return {};
}

Outcome<void> BootstrapDraft::remove(const ObjectPath& path) {
    const auto spared = bootstrap_accounts();
    const auto is_spared = [&](const ObjectPath& instance) { return std::ranges::count(spared, instance) > 0; };
    if (path.size() > 2) return refused(path, "is no object or instance");
    if (!path.is_root() && path.object() == device) return refused(path, "is the device, which is never deleted");
    if (!path.is_root() && !is_own(path.object())) return refused(path, "is what the device has: it can't be deleted");
    if (is_spared(path)) return refused(path, "is the bootstrap server's account");
    const auto erased = std::erase_if(
        resources_, [&](const auto& entry) { return path.contains(entry.first) && !is_spared(entry.first.prefix(2)); });
    if (erased == 0 && path.size() == 2) return refused(path, "is not there");
    return {};
}

Outcome<codec::Content> BootstrapDraft::read(const ObjectPath& path) const {
    if (path.is_root() || path.size() > 3 || (path.object() != server && path.object() != access_control)) {
        return Failure{code::method_not_allowed, path.text() + " can't be read by a bootstrap server"};
    }
    codec::Content content;
    for (auto at = resources_.lower_bound(path); at != resources_.end() && path.contains(at->first); ++at) {
        const auto instance = at->first.instance();
        if (content.empty() || content.back().id != instance) content.push_back({instance, {}});
        content.back().resources.push_back({at->first.resource(), at->second});
    }
    if (content.empty() && path.size() > 1) return Failure{code::not_found, path.text() + " is not there"};
    return content;
}

void BootstrapDraft::settle(std::optional<Time> now) {
    if (first_account_ && bootstrap_accounts().size() > 1) erase_below(*first_account_);
    if (!now) return;
    for (const auto& instance : written_servers()) resources_[instance / last_bootstrapped] = Value(*now);
}

/// Instances of object 1 that are there and were written, or whose half in object 0 was.
std::vector<ObjectPath> BootstrapDraft::written_servers() const {
    std::set<ResourceValue> short_ids;
    for (const auto& instance : written_) {
        const auto id = resources_.find(instance / 10);
        if (instance.object() == security && id != resources_.end()) short_ids.insert(id->second);
    }
    std::vector<ObjectPath> servers;
    for (const auto& [path, value] : resources_) {
        const auto instance = path.prefix(2);
        if (path.object() != server || path.resource() != 0) continue;
        if (written_.contains(instance) || short_ids.contains(value)) servers.push_back(instance);
    }
    return servers;
}

std::vector<ObjectPath> BootstrapDraft::bootstrap_accounts() const {
    std::vector<ObjectPath> accounts;
    for (const auto& [path, value] : resources_) {
        const bool says_so = path == path.prefix(2) / 1 && value == ResourceValue(Value(true));
        if (path.object() == security && says_so) accounts.push_back(path.prefix(2));
    }
    return accounts;
}

void BootstrapDraft::erase_below(const ObjectPath& path) {
    std::erase_if(resources_, [&](const auto& entry) { return path.contains(entry.first); });
}

}  // namespace agent::lwm2m
