// Which observations there are, and what touches them.
#include "lwm2m/client/observations.hpp"

#include <algorithm>

#include "lwm2m/client/digest.hpp"

namespace agent::lwm2m {
namespace {

/// A change of a resource touches what is observed of its instances, too.
ObjectPath indexed(const ObjectPath& path) { return path.prefix(3); }

/// `content` of a resource or resource instance: the numbers in it.
Numbers numbers_of(const ObjectPath& path, const codec::Content& content) {
    return path.size() >= 3 ? numbers_at(path, content.front().resources.front().value) : Numbers{};
}

/// As a reading of `path`, which is the resource or one of its instances, would give it.
codec::Content content_of(const ObjectPath& path, ResourceValue value) {
    if (auto* values = std::get_if<InstanceValues>(&value); values != nullptr && path.size() == 4) {
        std::erase_if(*values, [&](const auto& entry) { return entry.first != path.resource_instance(); });
    }
    codec::Content content(1);
    content.front().id = path.instance();
    content.front().resources.push_back({path.resource(), std::move(value)});
    return content;
}

}  // namespace

Observations::Observations(ServerIndex server, Context& context, Exchanges& exchanges, const AttributeTable& attributes,
                           Snapshots& snapshots, std::function<bool()> stores)
    : server_(server),
      context_(context),
      exchanges_(exchanges),
      attributes_(attributes),
      stores_(std::move(stores)),
      log_(context.log.named("observation")),
      queue_(server, context, exchanges, snapshots, *this) {}

Observations::~Observations() {
    context_.timers.cancel(pump_timer_);
    for (auto& [key, observation] : observations_) context_.timers.cancel(observation.timer);
}

std::optional<std::uint32_t> Observations::add(const coap::Token& token, const ObjectPath& path,
                                               coap::ContentFormat format, const Attributes& own,
                                               const codec::Content& first) {
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
    observation.own = own;
    observation.attributes = effective(observation);
    observation.sequence = sequence % 0xFFFFFF + 1;
    observation.last = observation.evaluated = observation.last_confirmed = context_.timers.now();
    observation.known.seen = observation.known.told = numbers_of(path, first);
    observation.told = digest(first);
    by_token_[token] = key;
    by_path_[indexed(path)].push_back(key);
    context_.watches.add(path);
    // The answer is newer than what was stored: the value of now follows once more, so that it comes last.
    if (queue_.adopt(key, path)) {
        observation.due = true;
        context_.timers.cancel(pump_timer_);
        pump_timer_ = context_.timers.after(Duration::zero(), [this] { pump(); });
    }
    schedule(key, observation);
    log_.info("observed server={} path={} observations={}", server_, path.text(), observations_.size());
    return observation.sequence;
}

Attributes Observations::effective(const Observation& observation) const {
    if (observation.own.empty()) return attributes_.effective(observation.path);
    auto attributes = observation.own;
    attributes.inherit(attributes_.fallback());
    return attributes;
}

void Observations::cancel(const coap::Token& token) {
    if (const auto known = by_token_.find(token); known != by_token_.end()) erase(known->second);
}

Observation* Observations::find(Key key) {
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
    queue_.forget(key);
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
    blocked_.clear();
    queue_.orphan(stores_());
}

void Observations::on_reset(coap::MessageId message_id) {
    if (const auto key = queue_.sent_for(message_id)) erase(*key);
}

void Observations::for_each_touched(const ObjectPath& path, const std::function<void(Key, Observation&)>& visit) {
    if (path.size() >= 3) {
        for (std::size_t levels = 1; levels <= 3; ++levels) {
            const auto found = by_path_.find(path.prefix(levels));
            if (found == by_path_.end()) continue;
            for (const auto key : found->second) visit(key, observations_.at(key));
        }
        return;
    }
    for (auto& [key, observation] : observations_) {
        if (path.contains(observation.path) || observation.path.contains(path)) visit(key, observation);
    }
}

void Observations::on_change(const ObjectPath& path) {
    for_each_touched(path, [this](Key key, Observation& observation) { touch(key, observation); });
    pump();
}

void Observations::touch(Key key, Observation& observation) {
    observation.stale = true;
    observation.adopted = false;
    schedule(key, observation);
}

void Observations::on_own_write(const ObjectPath& resource, const ResourceValue* value) {
    for_each_touched(resource, [&](Key, Observation& observation) {
        // What was due before goes out all the same.
        if (observation.stale || observation.due || observation.reading) return;
        if (observation.path.size() < 3 || value == nullptr) {
            observation.adopted = true;
            return;
        }
        const auto content = content_of(observation.path, *value);
        observation.known.seen = observation.known.told = numbers_of(observation.path, content);
        observation.told = digest(content);
    });
}

void Observations::on_attributes_changed(const ObjectPath& path) {
    for (auto& [key, observation] : observations_) {
        if (!path.contains(observation.path)) continue;
        observation.attributes = effective(observation);
        schedule(key, observation);
    }
    pump();
}

void Observations::on_lost(Key key) {
    auto* observation = find(key);
    if (observation == nullptr) return;
    observation->known.told.clear();
    observation->told.reset();
    observation->due = true;
    schedule(key, *observation);
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
