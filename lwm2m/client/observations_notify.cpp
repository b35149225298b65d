// When an observation is looked at, and what comes of it.
#include <algorithm>

#include "lwm2m/client/digest.hpp"
#include "lwm2m/client/observations.hpp"

namespace agent::lwm2m {
namespace {

constexpr std::size_t most_readings = 2;        // so that requests are answered between them
constexpr std::size_t most_reads_at_once = 16;  // in one turn of the loop
constexpr Duration retry_after = 30s;

Duration seconds(std::optional<std::uint32_t> number) { return std::chrono::seconds(number.value_or(0)); }

/// nullopt when there is none.
std::optional<Duration> limit(std::optional<std::uint32_t> number) {
    return number ? std::optional(seconds(number)) : std::nullopt;
}

void take_earlier(std::optional<TimePoint>& when, TimePoint other) { when = when ? std::min(*when, other) : other; }

}  // namespace

void Observations::schedule(Key key, Observation& observation, TimePoint not_before) {
    if (observation.reading || observation.ending) return;
    const auto now = context_.timers.now();
    const auto silence = limit(observation.attributes.pmax);
    observation.overdue = silence && now >= observation.last + *silence;
    if (observation.overdue) observation.due = true;
    if (observation.ready) {
        // It is held, but not for longer than pmax.
        if (held_ && silence && !observation.overdue) set_timer(key, observation, observation.last + *silence);
        return;
    }
    look_at_cached(observation);
    auto when = next_look(observation);
    if (when) when = std::max(*when, not_before);
    if (when && *when <= now) {
        set_timer(key, observation, std::nullopt);
        make_ready(key, observation);
        if (held_) schedule(key, observation);
        return;
    }
    set_timer(key, observation, when);
}

/// Spares the reading where the handler has the number at hand: a threshold is seldom crossed.
void Observations::look_at_cached(Observation& observation) {
    const auto now = context_.timers.now();
    auto& part = observation.parts.front();
    if (!observation.stale || observation.due || observation.composite || part.path.size() < 3) return;
    if (now < observation.evaluated + seconds(observation.attributes.epmin)) return;
    const auto* resource = context_.tree.find_resource(part.path);
    const auto* value = resource != nullptr ? resource->handler->cached() : nullptr;
    if (value == nullptr) return;
    auto numbers = numbers_at(part.path, *value);
    if (numbers.empty()) return;
    observation.stale = false;
    observation.evaluated = now;
    observation.due = is_noteworthy(part.attributes, part.known, numbers);
    part.known.seen = std::move(numbers);
}

std::optional<TimePoint> Observations::next_look(const Observation& observation) const {
    const auto& attributes = observation.attributes;
    const auto quiet_until = observation.last + seconds(attributes.pmin);
    if (observation.due) return quiet_until;
    std::optional<TimePoint> when;
    if (observation.stale) when = std::max(observation.evaluated + seconds(attributes.epmin), quiet_until);
    if (const auto silence = limit(attributes.pmax)) take_earlier(when, observation.last + *silence);
    if (const auto blindness = limit(attributes.epmax)) take_earlier(when, observation.evaluated + *blindness);
    return when;
}

void Observations::set_timer(Key key, Observation& observation, std::optional<TimePoint> when) {
    if (observation.timer != TimerId::none && when == observation.timer_at) return;
    context_.timers.cancel(observation.timer);
    if (!when) return;
    observation.timer_at = *when;
    observation.timer = context_.timers.at(*when, [this, key] {
        auto* due = find(key);
        if (due == nullptr) return;
        due->timer = TimerId::none;
        schedule(key, *due);
        pump();
    });
}

void Observations::make_ready(Key key, Observation& observation) {
    observation.ready = true;
    ready_.push_back(key);
}

void Observations::set_running(bool running) {
    if (running_ == running) return;
    running_ = running;
    queue_.set_running(running);
    if (running) tell_anew();
    unblock();
    pump();
}

void Observations::unblock() {
    ready_.insert(ready_.begin(), blocked_.begin(), blocked_.end());
    blocked_.clear();
}

void Observations::set_held(bool held) {
    if (std::exchange(held_, held) == held) return;
    // Later, not from inside the message that ends it.
    context_.timers.cancel(pump_timer_);
    if (!held) pump_timer_ = context_.timers.after(Duration::zero(), [this] { pump(); });
}

void Observations::on_room() {
    unblock();
    pump();
}

bool Observations::may_read() const { return reading_ < most_readings && queue_.has_room(); }

void Observations::pump() {
    if (pumping_) return;
    pumping_ = true;
    std::size_t reads = 0;
    queue_.drive();
    if (!running_ && !stores_()) discard();
    Key key = 0;
    while (!ready_.empty() && may_read()) {
        if (reads++ == most_reads_at_once) {
            context_.timers.cancel(pump_timer_);
            pump_timer_ = context_.timers.after(Duration::zero(), [this] { pump(); });
            break;
        }
        auto* observation = next_ready(key);
        if (observation == nullptr) break;
        if (queue_.must_wait(*observation)) {
            blocked_.push_back(key);
        } else {
            begin(key, *observation);
        }
    }
    pumping_ = false;
}

Observation* Observations::next_ready(Key& key) {
    const bool any = !held_ || !running_;
    const auto may_go = [&](Key ready) {
        const auto* observation = find(ready);
        return observation == nullptr || any || observation->overdue;  // an ended one goes, too
    };
    for (auto place = std::ranges::find_if(ready_, may_go); place != ready_.end();
         place = std::find_if(place, ready_.end(), may_go)) {
        key = *place;
        place = ready_.erase(place);
        if (auto* observation = find(key)) return observation;
    }
    return nullptr;
}

/// What would be notified now is dropped, as /1/x/6 wants it.
void Observations::discard() {
    for (const auto key : std::exchange(ready_, {})) {
        auto* observation = find(key);
        if (observation == nullptr) continue;
        observation->ready = observation->stale = observation->due = false;
        observation->last = observation->evaluated = context_.timers.now();
        schedule(key, *observation);
    }
}

void Observations::begin(Key key, Observation& observation) {
    observation.ready = false;
    observation.reading = true;
    observation.stale = false;  // a change from here on is one more
    ++reading_;
    if (observation.composite) {
        std::vector<ObjectPath> paths;
        for (const auto& part : observation.parts) paths.push_back(part.path);
        return read_group(context_, server_, paths, [this, key](Group group) { on_group_read(key, std::move(group)); });
    }
    context_.readings.read(
        observation.parts.front().path, Readings::Scope::all,
        [this, key](const ObjectPath&, const Outcome<codec::Content>& content) { on_read(key, content); });
}

void Observations::on_read(Key key, const Outcome<codec::Content>& content) {
    --reading_;
    if (auto* observation = find(key)) {
        observation->reading = false;
        if (!content) {
            on_failure(key, *observation, content.error());
        } else if (!context_.access.allows(server_, Operation::notify, observation->path())) {
            on_failure(key, *observation, {coap::code::unauthorized, "object 2 does not let this server read it"});
        } else {
            const auto path = observation->path();
            const auto part = context_.access.readable_part(server_, path, *content);
            look_at(key, *observation, {{path.object(), part ? *part : *content, path.device()}});
        }
    }
    pump();
}

void Observations::on_group_read(Key key, Group group) {
    --reading_;
    if (auto* observation = find(key)) {
        observation->reading = false;
        if (group.is_empty() && group.failure) {
            on_failure(key, *observation, *group.failure);
        } else {
            look_at(key, *observation, std::move(group.objects));
        }
    }
    pump();
}

void Observations::look_at(Key key, Observation& observation, std::vector<codec::ObjectContent> objects) {
    const auto now = context_.timers.now();
    observation.evaluated = now;
    const bool adopted = std::exchange(observation.adopted, false);
    for (std::size_t place = 0; place < objects.size(); ++place) {
        auto& part = observation.parts[place];
        part.seen = digest(objects[place].content);
        auto numbers = numbers_in(part.path, objects[place].content);
        if (adopted) {
            part.told = part.seen;
            part.known.told = numbers;
        } else if (!observation.due) {
            observation.due =
                numbers.empty() ? part.seen != part.told : is_noteworthy(part.attributes, part.known, numbers);
        }
        part.known.seen = std::move(numbers);
    }
    // A look that epmax wanted may come before the end of pmin.
    if (observation.due && now >= observation.last + seconds(observation.attributes.pmin)) {
        observation.due = false;
        observation.last = now;
        for (auto& part : observation.parts) {
            part.told = part.seen;
            part.known.told = part.known.seen;
        }
        queue_.push(key, std::move(objects));
    }
    // The push may have ended the observation.
    if (auto* still = find(key)) schedule(key, *still);
}

void Observations::on_failure(Key key, Observation& observation, const Failure& failure) {
    if (!running_) {
        // Nobody can be told; it is tried again.
        observation.stale = true;
        return schedule(key, observation, context_.timers.now() + retry_after);
    }
    const auto path = observation.path();
    log_.warning("observation ends server={} path={} reason=\"{}\"", server_, path.text(), failure.reason);
    observation.ending = true;
    context_.timers.cancel(observation.timer);
    queue_.forget(key);
    exchanges_.send_confirmable({.code = failure.code, .token = observation.token},
                                [this, key](Delivery delivery) { on_end_told(key, delivery); });
    context_.listener.on_operation(server_, Operation::notify, path, failure.code);
}

/// A server that was not reached goes on waiting for notifications: it is looked again, and told again what comes of
/// it.
void Observations::on_end_told(Key key, Delivery delivery) {
    if (delivery == Delivery::delivered || delivery == Delivery::reset) return erase(key);
    auto* observation = find(key);
    if (observation == nullptr) return;
    observation->ending = false;
    observation->due = true;
    schedule(key, *observation, context_.timers.now() + retry_after);
}

}  // namespace agent::lwm2m
