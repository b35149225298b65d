#include "lwm2m/client/writings.hpp"

#include <algorithm>

namespace agent::lwm2m {

namespace code = coap::code;

namespace {

/// The instances in `present` with those in `written` over them, in ascending order.
InstanceValues overlay(InstanceValues present, InstanceValues&& written) {
    for (auto& [id, value] : written) {
        const auto place = std::ranges::lower_bound(present, id, {}, &InstanceValues::value_type::first);
        if (place != present.end() && place->first == id) {
            place->second = std::move(value);
        } else {
            present.emplace(place, id, std::move(value));
        }
    }
    return present;
}

}  // namespace

void Writings::write(Write write) {
    queue_.push_back({std::move(write), {}});
    if (!busy_) begin();
}

void Writings::exclusive(std::function<void()> act) {
    queue_.push_back({{}, std::move(act)});
    if (!busy_) begin();
}

void Writings::begin() {
    busy_ = true;
    steps_.clear();
    merged_ = prepared_ = 0;
    if (queue_.front().alone) {
        timer_ = timers_.after(Duration::zero(), [this] { run_alone(); });
        return;
    }
    if (auto planned = plan(); !planned) return finish(planned);
    merge_next();
}

void Writings::run_alone() {
    const auto act = std::move(queue_.front().alone);
    act();
    queue_.pop_front();
    busy_ = false;
    if (!queue_.empty()) begin();
}

Outcome<void> Writings::plan() {
    for (auto& part : current().parts)
        if (auto planned = plan_part(part); !planned) return planned;
    // What can't fail comes last.
    std::stable_partition(steps_.begin(), steps_.end(), [](const auto& step) { return !step->reset; });
    return {};
}

Outcome<void> Writings::plan_part(Part& part) {
    if (part.content.size() != 1) return bad_request("the payload is not of one instance");
    auto& content = part.content.front();
    if (content.id != part.path.instance()) return bad_request("the payload is of another instance");
    for (auto& resource : content.resources) {
        if (auto planned = plan_resource(part.path, resource); !planned) return planned;
    }
    if (current().replace && part.path.size() == 2 && current().created == nullptr) plan_resets(part.path);
    return {};
}

void Writings::plan_resets(const ObjectPath& path) {
    auto* object = tree_.find(path);
    auto* instance = object != nullptr ? object->find(path.instance()) : nullptr;
    if (instance == nullptr) return;
    for (const auto& resource : instance->resources()) {
        const auto& definition = *resource.definition;
        const auto below = path / definition.id;
        const bool is_written = std::ranges::any_of(steps_, [&](const auto& step) { return step->path == below; });
        if (is_written || !definition.operations.write || definition.mandatory) continue;
        if (!resource.handler->resettable()) continue;
        steps_.push_back(std::make_unique<Step>(Step{
            .path = below, .handler = resource.handler.get(), .definition = &definition, .value = {}, .reset = true}));
    }
}

Outcome<void> Writings::plan_resource(const ObjectPath& target, codec::ResourceContent& content) {
    const auto& write = current();
    const auto path = target.prefix(2) / content.id;
    const auto* resource = write.created != nullptr ? write.created->find(content.id) : tree_.find_resource(path);
    if (resource == nullptr) return Failure{code::not_found, path.text() + " is not there"};
    const auto& definition = *resource->definition;
    if (!definition.operations.write && write.created == nullptr)
        return Failure{code::method_not_allowed, path.text() + " is read-only"};
    const auto* instances = std::get_if<InstanceValues>(&content.value);
    if ((instances != nullptr) != definition.multiple) {
        return bad_request(path.text() + (definition.multiple ? " has several instances" : " has one value"));
    }
    const auto check = [&](const Value& value) { return definition.check(value); };
    if (instances == nullptr) {
        if (auto checked = check(std::get<Value>(content.value)); !checked) return checked;
    } else {
        for (const auto& [id, value] : *instances)
            if (auto checked = check(value); !checked) return checked;
    }
    const bool merge = instances != nullptr && (!write.replace || target.size() == 4);
    const auto earlier = std::ranges::find(steps_, path, [](const auto& step) { return step->path; });
    if (earlier != steps_.end()) steps_.erase(earlier);  // the last word counts
    auto& step = *steps_.emplace_back(std::make_unique<Step>(Step{.path = path,
                                                                  .handler = resource->handler.get(),
                                                                  .definition = &definition,
                                                                  .value = std::move(content.value),
                                                                  .merge = merge}));
    if (target.size() == 4) step.instance = target.resource_instance();
    return {};
}

void Writings::merge_next() {
    while (merged_ < steps_.size() && !steps_[merged_]->merge) ++merged_;
    if (merged_ == steps_.size()) return prepare_next();
    steps_[merged_]->handler->read(
        [this, turn = next_turn()](Outcome<ResourceValue> present) { merged(turn, std::move(present)); });
}

void Writings::merged(std::uint32_t turn, Outcome<ResourceValue> present) {
    if (!is_current(turn)) return;
    timers_.cancel(timer_);
    auto& step = *steps_[merged_];
    if (!present && present.error().code != code::not_found) return finish(present.error());
    InstanceValues values;
    if (present) {
        if (auto* several = std::get_if<InstanceValues>(&*present)) values = std::move(*several);
    }
    const auto has = [&](Id id) { return std::ranges::count(values, id, &InstanceValues::value_type::first) > 0; };
    if (step.instance && !has(*step.instance)) {
        return finish(Failure{code::not_found, (step.path / *step.instance).text() + " is not there"});
    }
    step.value = overlay(std::move(values), std::move(std::get<InstanceValues>(step.value)));
    step.merge = false;
    merge_next();
}

void Writings::prepare_next() {
    // A reset can't fail, and resets come last.
    if (prepared_ == steps_.size() || steps_[prepared_]->reset) {
        if (auto kept = keep(); !kept) return fail(kept.error());
        return commit();
    }
    auto& step = *steps_[prepared_];
    step.handler->prepare(step.value,
                          [this, turn = next_turn()](const Outcome<void>& outcome) { prepared(turn, outcome); });
}

void Writings::prepared(std::uint32_t turn, const Outcome<void>& outcome) {
    if (!is_current(turn)) {
        const auto late = late_.extract(turn);
        if (!late.empty() && outcome) late.mapped()->handler->revert(late.mapped()->value);
        return;
    }
    timers_.cancel(timer_);
    if (!outcome) {
        log_.warning("write failed path={} reason=\"{}\"", steps_[prepared_]->path.text(), outcome.error().reason);
        return fail(outcome.error());
    }
    ++prepared_;
    prepare_next();
}

Outcome<void> Writings::keep() {
    std::vector<Change> changes;
    for (const auto& step : steps_)
        if (step->handler->persistent()) {
            changes.push_back({step->path, step->reset ? std::nullopt : std::optional(step->value)});
        }
    if (changes.empty() && !current().keep) return {};
    auto kept = put_down(std::move(changes));
    if (!kept) log_.error("write not kept reason=\"{}\"", kept.error().reason);
    return kept;
}

Outcome<void> Writings::put_down(std::vector<Change> changes) {
    if (current().keep) return current().keep(std::move(changes));
    return store_.keep(changes);
}

void Writings::commit() {
    for (const auto& step : steps_) step->reset ? step->handler->reset() : step->handler->commit(step->value);
    const auto written = std::move(current().written);
    if (written) {
        for (const auto& step : steps_) written(step->path, step->reset ? nullptr : &step->value);
    }
    finish({});
}

void Writings::fail(const Failure& failure) {
    while (prepared_ > 0) {
        --prepared_;
        steps_[prepared_]->handler->revert(steps_[prepared_]->value);
    }
    finish(failure);
}

void Writings::finish(const Outcome<void>& outcome) {
    timers_.cancel(timer_);
    ++turn_;
    const auto done = std::move(current().done);
    queue_.pop_front();
    busy_ = false;
    steps_.clear();
    done(outcome);
    if (!busy_ && !queue_.empty()) begin();
}

std::uint32_t Writings::next_turn() {
    timers_.cancel(timer_);
    timer_ = timers_.after(limit_, [this] { expire(); });
    return ++turn_;
}

void Writings::expire() {
    const Failure failure{code::internal_server_error, "the handler took too long"};
    if (merged_ == steps_.size()) {
        auto& step = steps_[prepared_];
        log_.warning("write failed path={} reason=\"{}\"", step->path.text(), failure.reason);
        late_.emplace(turn_, std::move(step));
    }
    ++turn_;
    fail(failure);
}

}  // namespace agent::lwm2m
