// Which observations there are and when each is due.
#include "lwm2m/client/observations.hpp"

#include <algorithm>

#include "lwm2m/client/thresholds.hpp"

namespace agent::lwm2m {
namespace {

Duration seconds(std::uint32_t number) { return std::chrono::seconds(number); }

/// nullopt when there is no limit to the silence. A pmax of 0 or below pmin is ignored (LwM2M Core 1.1 §5.1.2).
std::optional<Duration> longest_silence(const Attributes& attributes) {
    const auto pmax = attributes.pmax.value_or(0);
    if (pmax == 0 || pmax < attributes.pmin.value_or(0)) return std::nullopt;
    return seconds(pmax);
}

/// A change of a resource touches what is observed of its instances, too.
ObjectPath indexed(const ObjectPath& path) { return path.prefix(3); }

}  // namespace

Observations::Observations(ServerIndex server, Context& context, Exchanges& exchanges, const AttributeTable& attributes,
                           Snapshots& snapshots)
    : server_(server),
      context_(context),
      exchanges_(exchanges),
      attributes_(attributes),
      snapshots_(snapshots),
      log_(context.log.named("observation")) {}

Observations::~Observations() {
    context_.timers.cancel(pump_timer_);
    for (auto& [key, observation] : observations_) context_.timers.cancel(observation.timer);
}

std::optional<std::uint32_t> Observations::add(const coap::Token& token, const ObjectPath& path,
                                               coap::ContentFormat format, const codec::Content& first) {
    std::uint32_t sequence = 0;
    if (const auto known = by_token_.find(token); known != by_token_.end()) {
        sequence = observations_.at(known->second).sequence;
        erase(known->second);
    } else if (observations_.size() >= context_.settings.most_observations) {
        log_.warning("too many observations server={} path={}", server_, path.text());
        return std::nullopt;
    }
    const auto key = ++last_key_;
    auto& observation = observations_[key];
    observation.token = token;
    observation.path = path;
    observation.format = format;
    observation.attributes = attributes_.effective(path);
    observation.sequence = sequence % 0xFFFFFF + 1;
    observation.last = observation.last_confirmed = context_.timers.now();
    if (path.size() >= 3) observation.number = number_at(path, first.front().resources.front().value);
    by_token_[token] = key;
    by_path_[indexed(path)].push_back(key);
    context_.watches.add(path);
    schedule(key, observation);
    log_.info("observed server={} path={} observations={}", server_, path.text(), observations_.size());
    return observation.sequence;
}

void Observations::cancel(const coap::Token& token) {
    if (const auto known = by_token_.find(token); known != by_token_.end()) erase(known->second);
}

Observations::Observation* Observations::find(Key key) {
    const auto found = observations_.find(key);
    return found != observations_.end() ? &found->second : nullptr;
}

void Observations::erase(Key key) {
    const auto found = observations_.find(key);
    if (found == observations_.end()) return;
    auto& observation = found->second;
    context_.timers.cancel(observation.timer);
    by_token_.erase(observation.token);
    const auto place = by_path_.find(indexed(observation.path));
    std::erase(place->second, key);
    if (place->second.empty()) by_path_.erase(place);
    const auto path = observation.path;
    observations_.erase(found);
    context_.watches.remove(path);
    log_.info("no longer observed server={} path={} observations={}", server_, path.text(), observations_.size());
}

void Observations::clear() {
    for (auto& [key, observation] : observations_) {
        context_.timers.cancel(observation.timer);
        context_.watches.remove(observation.path);
    }
    observations_.clear();
    by_token_.clear();
    by_path_.clear();
    ready_.clear();
    sent_.fill({});
}

void Observations::on_reset(coap::MessageId message_id) {
    for (auto& sent : sent_) {
        if (sent.key == 0 || sent.message_id != message_id) continue;
        erase(std::exchange(sent.key, 0));
        return;
    }
}

void Observations::on_change(const ObjectPath& path) {
    if (path.size() >= 3) {
        for (std::size_t levels = 1; levels <= 3; ++levels) {
            const auto found = by_path_.find(path.prefix(levels));
            if (found == by_path_.end()) continue;
            for (const auto key : found->second) touch(key, observations_.at(key), path);
        }
    } else {
        for (auto& [key, observation] : observations_) {
            if (path.contains(observation.path) || observation.path.contains(path)) touch(key, observation, path);
        }
    }
    pump();
}

void Observations::touch(Key key, Observation& observation, const ObjectPath& path) {
    if (!observation.changed && path.size() >= 3 && observation.path.size() >= 3 &&
        !crosses(observation.attributes, observation.number, cached_number(observation.path))) {
        return;
    }
    observation.changed = true;
    schedule(key, observation);
}

std::optional<double> Observations::cached_number(const ObjectPath& path) const {
    const auto* resource = context_.tree.find_resource(path);
    const auto* value = resource != nullptr ? resource->handler->cached() : nullptr;
    return value != nullptr ? number_at(path, *value) : std::nullopt;
}

void Observations::on_attributes_changed(const ObjectPath& path) {
    for (auto& [key, observation] : observations_) {
        if (!path.contains(observation.path)) continue;
        observation.attributes = attributes_.effective(observation.path);
        schedule(key, observation);
    }
    pump();
}

void Observations::schedule(Key key, Observation& observation, TimePoint not_before) {
    if (observation.ready || observation.reading) return;
    if (observation.changed) {
        const auto due = std::max(observation.last + seconds(observation.attributes.pmin.value_or(0)), not_before);
        if (due > context_.timers.now()) return set_timer(key, observation, due);
        set_timer(key, observation, std::nullopt);
        return make_ready(key, observation);
    }
    const auto silence = longest_silence(observation.attributes);
    set_timer(key, observation, silence ? std::optional(observation.last + *silence) : std::nullopt);
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
        make_ready(key, *due);
        pump();
    });
}

void Observations::make_ready(Key key, Observation& observation) {
    if (observation.ready || observation.reading) return;
    observation.ready = true;
    ready_.push_back(key);
}

void Observations::set_running(bool running) {
    if (running_ == running) return;
    running_ = running;
    if (!running) {
        ++epoch_;
        sending_ = 0;
    }
    pump();
}

std::vector<ObjectPath> Observations::paths() const {
    std::vector<ObjectPath> paths;
    for (const auto& [key, observation] : observations_) paths.push_back(observation.path);
    return paths;
}

std::vector<ObservationStatus> Observations::status() const {
    std::vector<ObservationStatus> status;
    for (const auto& [key, observation] : observations_) {
        status.push_back({observation.path, observation.attributes, observation.notifications});
    }
    std::ranges::sort(status, {}, &ObservationStatus::path);
    return status;
}

}  // namespace agent::lwm2m
