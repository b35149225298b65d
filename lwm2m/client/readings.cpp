#include "lwm2m/client/readings.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

constexpr Id left_out = 65535;  // names nothing in the data model

bool is_wanted(const Resource& resource, Readings::Scope scope) {
    return resource.definition->operations.read && (scope == Readings::Scope::all || resource.definition->multiple);
}

std::string place_text(const ObjectPath& path, const codec::Content& content, const codec::ResourceContent& resource) {
    for (const auto& instance : content) {
        const auto* first = instance.resources.data();
        if (&resource >= first && &resource < first + instance.resources.size()) {
            return (path.prefix(1) / instance.id / resource.id).text();
        }
    }
    return path.text();
}

/// In the type and shape of the definition, whatever the handler makes of it.
Outcome<ResourceValue> shaped(ResourceValue value, const ResourceDefinition& definition) {
    const auto convert_one = [&](Value& one) -> Outcome<void> {
        if (type_of(one) == definition.type) return {};
        auto converted = convert(one, definition.type);
        if (!converted) return Failure{coap::code::internal_server_error, converted.error().reason};
        one = std::move(*converted);
        return {};
    };
    if (auto* one = std::get_if<Value>(&value)) {
        if (auto done = convert_one(*one); !done) return done.error();
        if (definition.multiple) {
            InstanceValues instances;
            instances.emplace_back(Id{0}, std::move(*one));
            return ResourceValue(std::move(instances));
        }
        return value;
    }
    if (!definition.multiple) {
        return Failure{coap::code::internal_server_error, "a single resource with several values"};
    }
    for (auto& [id, one] : std::get<InstanceValues>(value)) {
        if (auto done = convert_one(one); !done) return done.error();
    }
    return value;
}

/// Leaves of a multiple resource only the instance that was asked for.
bool narrow(codec::Content& content, Id resource_instance) {
    auto* values = std::get_if<InstanceValues>(&content.front().resources.front().value);
    if (values == nullptr) return false;
    std::erase_if(*values, [&](const auto& entry) { return entry.first != resource_instance; });
    return !values->empty();
}

}  // namespace

Readings::~Readings() {
    for (auto& job : jobs_) timers_.cancel(job->limit);
}

void Readings::read(const ObjectPath& path, Scope scope, Done done) {
    const auto place = admit(path, std::move(done));
    auto& job = *jobs_[place];
    job.pending = 1;  // this function's own, so that finish() waits for all to be asked
    if (!collect(job, scope)) job.failure = {coap::code::not_found, path.text() + " is not there"};
    const auto generation = job.generation;
    ask(place);
    if (--job.pending == 0) return finish(place);
    if (job.generation == generation)
        job.limit = timers_.after(limit_, [this, place] { give_up(place, "the handler took too long"); });
}

std::uint16_t Readings::admit(const ObjectPath& path, Done done) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint16_t>(jobs_.size()));
        jobs_.push_back(std::make_unique<Job>());
    }
    const auto place = free_.back();
    free_.pop_back();
    auto& job = *jobs_[place];
    job.path = path;
    job.done = std::move(done);
    job.failure.code = coap::code::empty;
    return place;
}

bool Readings::collect(Job& job, Scope scope) {
    const auto& path = job.path;
    auto* object = tree_.find(path);
    if (object == nullptr) return false;
    const auto add_resource = [&](codec::InstanceContent& into, Resource& resource) {
        auto& target = into.resources.emplace_back();
        target.id = resource.definition->id;
        job.targets.push_back({&target, resource.handler.get(), resource.definition});
    };
    const auto add_instance = [&](ObjectInstance& instance) {
        auto& into = job.content.emplace_back();
        into.id = instance.id();
        into.resources.reserve(path.size() >= 3 ? 1 : instance.resources().size());
        if (path.size() >= 3) {
            auto* resource = instance.find(path.resource());
            if (resource != nullptr) add_resource(into, *resource);
            return resource != nullptr;
        }
        for (auto& resource : instance.resources())
            if (is_wanted(resource, scope)) add_resource(into, resource);
        return true;
    };
    if (path.size() == 1) {
        job.content.reserve(object->instances().size());
        for (const auto& instance : object->instances()) add_instance(*instance);
        return true;
    }
    auto* instance = object->find(path.instance());
    return instance != nullptr && add_instance(*instance);
}

void Readings::ask(std::uint16_t place) {
    auto& job = *jobs_[place];
    const auto generation = job.generation;
    job.pending += job.targets.size();
    for (std::uint32_t target = 0; target < job.targets.size(); ++target) {
        job.targets[target].handler->read([this, place, generation, target](Outcome<ResourceValue> value) {
            answered(place, generation, target, std::move(value));
        });
    }
}

void Readings::answered(std::uint16_t place, std::uint16_t generation, std::uint32_t index,
                        Outcome<ResourceValue> value) {
    auto& job = *jobs_[place];
    if (job.generation != generation || job.targets[index].answered) return;
    auto& target = job.targets[index];
    target.answered = true;
    if (value) value = shaped(std::move(*value), *target.definition);
    if (value) {
        target.into->value = std::move(*value);
    } else {
        failed(job, target, value.error());
    }
    if (--job.pending == 0) finish(place);
}

void Readings::failed(Job& job, Target& target, Failure failure) {
    const auto where = place_text(job.path, job.content, *target.into);
    if (failure.code == coap::code::not_found) {
        log_.debug("no value path={} reason=\"{}\"", where, failure.reason);
    } else {
        log_.warning("read failed path={} reason=\"{}\"", where, failure.reason);
    }
    target.into->id = left_out;
    job.failure = std::move(failure);
}

void Readings::lose(const ObjectPath& object) {
    for (std::uint16_t place = 0; place < jobs_.size(); ++place) {
        const auto& job = *jobs_[place];
        if (job.done && object.contains(job.path)) give_up(place, "the object has been replaced");
    }
}

void Readings::give_up(std::uint16_t place, const std::string& reason) {
    auto& job = *jobs_[place];
    for (auto& target : job.targets) {
        if (target.answered) continue;
        target.answered = true;
        failed(job, target, {coap::code::internal_server_error, reason});
    }
    finish(place);
}

void Readings::finish(std::uint16_t place) {
    auto& job = *jobs_[place];
    timers_.cancel(job.limit);
    ++job.generation;
    auto done = std::move(job.done);
    auto content = std::move(job.content);
    auto failure = std::move(job.failure);
    const auto path = job.path;
    job.content.clear();
    job.targets.clear();
    free_.push_back(place);
    if (failure.code.is_empty()) {
        if (path.size() == 4 && !narrow(content, path.resource_instance())) {
            return done(path, Failure{coap::code::not_found, path.text() + " is not there"});
        }
        return done(path, std::move(content));
    }
    if (path.size() >= 3 || content.empty()) return done(path, std::move(failure));
    for (auto& instance : content) {
        std::erase_if(instance.resources, [](const auto& resource) { return resource.id == left_out; });
    }
    done(path, std::move(content));
}

}  // namespace agent::lwm2m
