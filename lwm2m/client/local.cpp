#include "lwm2m/client/local.hpp"

#include <map>
#include <string>

#include "lwm2m/client/arguments.hpp"

namespace agent::lwm2m {

namespace code = coap::code;

namespace {

Failure not_there(const ObjectPath& path) { return {code::not_found, path.text() + " is not there"}; }

/// What the resource has, with the given instances in their places.
InstanceValues overlay(const ResourceValue* present, InstanceValues given) {
    std::map<Id, Value> values;
    if (present != nullptr) {
        if (const auto* instances = std::get_if<InstanceValues>(present))
            values.insert(instances->begin(), instances->end());
    }
    for (auto& [id, value] : given) values.insert_or_assign(id, std::move(value));
    return {values.begin(), values.end()};
}

}  // namespace

void Local::read(const ObjectPath& path, ReadDone done) {
    if (path.is_root()) return done(bad_request("the root has no values of its own"));
    if (path.size() >= 3) {
        const auto* resource = context_.tree.find_resource(path);
        if (resource == nullptr) return done(not_there(path));
        const auto& operations = resource->definition->operations;
        if (operations.execute) return done(Failure{code::method_not_allowed, path.text() + " is executed, not read"});
    }
    context_.readings.read(path, Readings::Scope::all,
                           [done = std::move(done)](const ObjectPath& /*of*/, Outcome<codec::Content> content) {
                               done(std::move(content));
                           });
}

void Local::write(const ObjectPath& path, ResourceValue value, Done done) {
    auto* resource = path.size() >= 3 ? context_.tree.find_resource(path) : nullptr;
    if (resource == nullptr) return done(not_there(path));
    if (resource->handler->settable()) return done(set(path, *resource, std::move(value)));
    codec::InstanceContent content{.id = path.instance()};
    content.resources.push_back({path.resource(), std::move(value)});
    Writings::Write write;
    write.parts.push_back({.path = path, .content = {std::move(content)}});
    write.written = [this](const ObjectPath& written, const ResourceValue*) { context_.tree.changed(written); };
    write.done = std::move(done);
    context_.writings.write(std::move(write));
}

Outcome<void> Local::set(const ObjectPath& path, Resource& resource, ResourceValue value) {
    const auto& definition = *resource.definition;
    auto* given = std::get_if<InstanceValues>(&value);
    if ((given != nullptr) != definition.multiple) {
        return bad_request(path.text() + (definition.multiple ? " has several instances" : " has one value"));
    }
    if (given == nullptr) {
        if (auto checked = definition.check(std::get<Value>(value)); !checked) return checked;
    } else {
        for (const auto& [id, element] : *given)
            if (auto checked = definition.check(element); !checked) return checked;
        if (path.size() == 4) *given = overlay(resource.handler->cached(), std::move(*given));
    }
    if (resource.handler->persistent()) {
        const Change change{path.prefix(3), value};
        if (auto kept = context_.store.keep(std::span(&change, 1)); !kept) return kept;
    }
    resource.handler->commit(value);
    context_.tree.changed(path.prefix(3));
    return {};
}

void Local::create(const ObjectPath& object, std::optional<Id> instance, GivenValues values, Created done) {
    // Nobody owns it by a row of its own: object 2 has what it has for any instance of the object.
    const auto without_owner = [](const ObjectPath&) { return std::vector<Change>{}; };
    context_.instances.create(object, instance, std::move(values), without_owner, std::move(done));
}

void Local::remove(const ObjectPath& instance, Done done) {
    if (instance.size() != 2) return done(bad_request("only an instance can be deleted"));
    context_.instances.remove(instance, std::move(done));
}

void Local::execute(const ObjectPath& resource, std::string_view arguments, Done done) {
    auto* present = resource.size() == 3 ? context_.tree.find_resource(resource) : nullptr;
    if (present == nullptr) return done(not_there(resource));
    if (!present->definition->operations.execute) {
        return done(Failure{code::method_not_allowed, resource.text() + " can't be executed"});
    }
    if (!are_arguments(arguments)) return done(bad_request("these are no arguments"));
    present->handler->execute(arguments, std::move(done));
}

}  // namespace agent::lwm2m
