#include "lwm2m/client/instances.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace agent::lwm2m {
namespace {

namespace code = coap::code;

constexpr Id reserved = 65535;

Failure not_allowed(const std::string& what) { return {code::method_not_allowed, what}; }

/// Of the right type, shape and range; 4.00 otherwise.
Outcome<void> check_value(const ResourceDefinition& definition, const ResourceValue& value) {
    const auto* instances = std::get_if<InstanceValues>(&value);
    if (definition.operations.execute || (instances != nullptr) != definition.multiple) {
        return bad_request(fmt::format("{} ({}) has no such value", definition.id, definition.name));
    }
    if (instances == nullptr) return definition.check(std::get<Value>(value));
    for (const auto& [id, one] : *instances)
        if (auto checked = definition.check(one); !checked) return checked;
    return {};
}

/// Checks the values and leaves out those of resources that nobody has heard of.
Outcome<void> check_values(const ObjectDefinition& object, GivenValues& given) {
    std::erase_if(given, [&](const auto& entry) { return object.find(entry.first) == nullptr; });
    for (const auto& [id, value] : given)
        if (auto checked = check_value(*object.find(id), value); !checked) return checked;
    return {};
}

Outcome<void> check_mandatory(const ObjectDefinition& object, const GivenValues& given,
                              const InstanceFactory& factory) {
    for (const auto& resource : object.resources) {
        if (!resource.mandatory || resource.operations.execute || factory.provides(resource.id)) continue;
        if (std::ranges::count(given, resource.id, &GivenValues::value_type::first) > 0) continue;
        return bad_request(fmt::format("{} ({}) is mandatory and not given", resource.id, resource.name));
    }
    return {};
}

}  // namespace

bool Instances::is_taken(const Object& object, Id instance) const {
    const auto path = object.path() / instance;
    return object.find(instance) != nullptr || std::ranges::count(births_, path, &Birth::path) > 0;
}

std::size_t Instances::created(const Object& object) const {
    const auto there = std::ranges::count(object.instances(), InstanceKind::created, &ObjectInstance::kind);
    const auto coming =
        std::ranges::count(births_, object.path(), [](const Birth& birth) { return birth.path.prefix(1); });
    return static_cast<std::size_t>(there + coming);
}

Outcome<Id> Instances::choose_id(const Object& object, std::optional<Id> wanted) const {
    if (wanted) {
        if (*wanted == reserved) return bad_request("65535 is no instance id");
        if (is_taken(object, *wanted)) return bad_request(fmt::format("instance {} is there already", *wanted));
        return *wanted;
    }
    Id free = 0;
    while (is_taken(object, free)) ++free;
    if (free == reserved) return bad_request("there are no more instance ids");
    return free;
}

void Instances::create(const ObjectPath& of, std::optional<Id> wanted, GivenValues&& given, Also also, Created done) {
    auto* object = tree_.find(of);
    auto* factory = object != nullptr ? object->factory() : nullptr;
    if (factory == nullptr || !object->definition().multiple) {
        return done(not_allowed(fmt::format("servers create no instances of {}", of.text())));
    }
    const auto id = choose_id(*object, wanted);
    if (!id) return done(id.error());
    if (created(*object) >= factory->most()) {
        return done(
            bad_request(fmt::format("there are {} created instances, as many as there may be", factory->most())));
    }
    if (auto checked = check_values(object->definition(), given); !checked) return done(checked.error());
    if (auto complete = check_mandatory(object->definition(), given, *factory); !complete) {
        return done(complete.error());
    }
    const auto all = given;
    auto made = factory->make(*id, given);
    if (!made) return done(made.error());
    Birth birth{.path = object->path() / *id,
                .instance = std::move(*made),
                .held = {},
                .also = std::move(also),
                .done = std::move(done)};
    for (const auto& [resource, value] : all) {
        const auto* present = birth.instance->find(resource);
        const bool is_left = std::ranges::count(given, resource, &GivenValues::value_type::first) > 0;
        if (present == nullptr || is_left || !present->handler->persistent()) continue;
        birth.held.push_back({birth.path / resource, value});
    }
    const auto path = birth.path;
    births_.push_back(std::move(birth));
    write(path, std::move(given));
}

void Instances::write(const ObjectPath& path, GivenValues&& given) {
    const auto birth = std::ranges::find(births_, path, &Birth::path);
    codec::Content content(1);
    content.front().id = path.instance();
    for (auto& [id, value] : given) {
        if (birth->instance->find(id) != nullptr) content.front().resources.push_back({id, std::move(value)});
    }
    writings_.write({.parts = {{path, std::move(content)}},
                     .created = birth->instance.get(),
                     .keep = [this, path](std::vector<Change> changes) { return keep(path, std::move(changes)); },
                     .written = {},
                     .done = [this, path](const Outcome<void>& outcome) { finish(path, outcome); }});
}

Outcome<void> Instances::keep(const ObjectPath& path, std::vector<Change> changes) {
    auto& birth = *std::ranges::find(births_, path, &Birth::path);
    std::ranges::move(birth.held, std::back_inserter(changes));
    std::ranges::move(birth.also(path), std::back_inserter(changes));
    return store_.keep_instance(path, InstanceState::created, changes);
}

void Instances::finish(const ObjectPath& path, const Outcome<void>& outcome) {
    const auto place = std::ranges::find(births_, path, &Birth::path);
    auto birth = std::move(*place);
    births_.erase(place);
    if (!outcome) {
        bury(std::move(birth.instance));
        return birth.done(outcome.error());
    }
    tree_.add_instance(path.prefix(1), std::move(birth.instance));
    log_.info("created path={}", path.text());
    birth.done(path);
    tree_.changed(path);
}

void Instances::bury(std::unique_ptr<ObjectInstance> instance) {
    buried_.push_back(std::move(instance));
    timers_.cancel(burial_);
    burial_ = timers_.after(Duration::zero(), [this] { buried_.clear(); });
}

void Instances::remove(const ObjectPath& path, Done done) {
    // No write may be at work on the handlers that go.
    writings_.exclusive([this, path, done = std::move(done)] {
        const auto removed = remove_now(path);
        done(removed);
        if (removed) tree_.changed(path);
    });
}

Outcome<void> Instances::remove_now(const ObjectPath& path) {
    auto* object = tree_.find(path);
    const auto* instance = object != nullptr ? object->find(path.instance()) : nullptr;
    if (instance == nullptr) return Failure{code::not_found, path.text() + " is not there"};
    if (instance->kind() == InstanceKind::fixed || !object->definition().multiple) {
        return not_allowed(path.text() + " is not for servers to delete");
    }
    if (auto kept = store_.keep_instance(path, InstanceState::deleted, {}); !kept) return kept;
    object->remove_instance(path.instance());
    log_.info("deleted path={}", path.text());
    return {};
}

}  // namespace agent::lwm2m
