// Which observations there are, and what touches them.
#include "lwm2m/client/observations.hpp"

#include <algorithm>

#include "lwm2m/client/digest.hpp"

namespace agent::lwm2m {
namespace {

/// A change of a resource touches what is observed of its instances, too.
ObjectPath indexed(const ObjectPath& path) { return path.prefix(3); }

/// The server is told `content` now.
void take_down(Observed& part, const codec::Content& content) {
    part.known.seen = part.known.told = numbers_in(part.path, content);
    part.told = part.seen = digest(content);
}

/// A longest time of 0 or below the shortest is ignored (LwM2M Core 1.1 §5.1.2); nor may it take another's place.
void drop_ignored(Attributes& attributes) {
    const auto drop = [](auto& most, const auto& least) {
        if (most.value_or(0) == 0 || *most < least.value_or(0)) most.reset();
    };
    drop(attributes.pmax, attributes.pmin);
    drop(attributes.epmax, attributes.epmin);
}

/// Those that suit both: no notification too early for either, none too late.
void suit(Attributes& all, const Attributes& one) {
    const auto least = [](auto a, auto b) { return a && b ? std::min(a, b) : std::max(a, b); };
    all.pmin = std::max(all.pmin, one.pmin);
    all.pmax = least(all.pmax, one.pmax);
    all.epmin = std::max(all.epmin, one.epmin);
    all.epmax = least(all.epmax, one.epmax);
    all.con = std::max(all.con, one.con);
    all.hqmax = least(all.hqmax, one.hqmax);
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
                           Snapshots& snapshots, Backlog& backlog, std::function<bool()> stores)
    : server_(server),
      context_(context),
      exchanges_(exchanges),
      attributes_(attributes),
      stores_(std::move(stores)),
      log_(context.log.named("observation")),
      queue_(server, context, exchanges, snapshots, backlog, *this) {}

Observations::~Observations() {
    context_.timers.cancel(pump_timer_);
    for (auto& [key, observation] : observations_) context_.timers.cancel(observation.timer);
}

std::optional<std::uint32_t> Observations::add(const coap::Token& token, const ObjectPath& path,
                                               coap::ContentFormat format, const Attributes& own,
                                               const codec::Content& first) {
    Observation observation{.token = token, .parts = {{.path = path}}, .format = format, .own = own};
    take_down(observation.parts.front(), first);
    return insert(std::move(observation));
}

std::optional<std::uint32_t> Observations::add_composite(const coap::Token& token, std::span<const ObjectPath> paths,
                                                         coap::ContentFormat format, std::uint32_t selection,
                                                         const Attributes& own,
                                                         std::span<const codec::ObjectContent> first) {
    Observation observation{.token = token, .composite = true, .format = format, .selection = selection, .own = own};
    for (std::size_t place = 0; place < paths.size(); ++place) {
        take_down(observation.parts.emplace_back(Observed{.path = paths[place]}), first[place].content);
    }
    return insert(std::move(observation));
}

std::optional<std::uint32_t> Observations::insert(Observation added) {
    std::uint32_t sequence = 0;
    if (const auto known = by_token_.find(added.token); known != by_token_.end()) {
        sequence = observations_.at(known->second).sequence;
        erase(known->second, false);
    } else if (observations_.size() >= context_.settings.most_observations) {
        log_.warning("too many observations server={} path={}", server_, added.path().text());
        return std::nullopt;
    }
    added.sequence = sequence % 0xFFFFFF + 1;
    const auto key = place(std::move(added));
    auto& observation = observations_.at(key);
    keep(observation);
    schedule(key, observation);
    log_.info("observed server={} path={} observations={}", server_, observation.path().text(), observations_.size());
    return observation.sequence;
}

Observations::Key Observations::place(Observation added) {
    const auto key = ++last_key_;
    auto& observation = observations_.emplace(key, std::move(added)).first->second;
    find_attributes(observation);
    observation.last = observation.evaluated = observation.last_confirmed = context_.timers.now();
    by_token_[observation.token] = key;
    for (const auto& part : observation.parts) {
        by_path_[indexed(part.path)].push_back(key);
        context_.watches.add(part.path);
    }
    return key;
}

void Observations::resume(std::span<const KeptObservation> kept, std::uint32_t resumed) {
    // Beyond what was counted before, in the order of RFC 7641 §3.4: half of the numbers are newer than the other half.
    constexpr std::uint32_t ahead = 1U << 18U;
    for (const auto& one : kept) {
        const auto token = coap::Token::from(one.token);
        const auto own = AttributeChange::parse_all(one.own);
        if (!token || !own || one.paths.empty()) continue;
        Observation observation{.token = *token,
                                .composite = one.composite,
                                .format = static_cast<coap::ContentFormat>(one.format),
                                .selection = one.selection,
                                .own = own->values(),
                                .sequence = resumed * ahead % 0xFFFFFF + 1};
        for (const auto& path : one.paths) observation.parts.push_back({.path = path});
        observation.anew = true;  // it may have changed meanwhile
        const auto key = place(std::move(observation));
        schedule(key, observations_.at(key));
    }
    if (!observations_.empty()) log_.info("observations resumed server={} observations={}", server_, size());
}

void Observations::keep(const Observation& observation) {
    KeptObservation kept{.token = Bytes(observation.token.bytes().begin(), observation.token.bytes().end()),
                         .composite = observation.composite,
                         .format = static_cast<std::uint16_t>(observation.format),
                         .selection = observation.selection,
                         .own = observation.own.text()};
    for (const auto& part : observation.parts) kept.paths.push_back(part.path);
    if (auto done = context_.store.keep_observation(context_.accounts.server(server_).short_id, kept); !done) {
        log_.warning("observation not kept server={} reason=\"{}\"", server_, done.error().reason);
    }
}

void Observations::forget(const coap::Token* token) {
    const auto bytes = token != nullptr ? std::optional(token->bytes()) : std::nullopt;
    if (auto done = context_.store.forget_observation(context_.accounts.server(server_).short_id, bytes); !done) {
        log_.warning("observation kept too long server={} reason=\"{}\"", server_, done.error().reason);
    }
}

void Observations::find_attributes(Observation& observation) const {
    for (auto& part : observation.parts) {
        part.attributes = observation.own;
        part.attributes.inherit(observation.own.empty() ? attributes_.effective(part.path) : attributes_.fallback());
    }
    auto& all = observation.attributes;
    for (const auto& part : observation.parts) {
        auto one = part.attributes;
        drop_ignored(one);
        &part == observation.parts.data() ? void(all = one) : suit(all, one);
    }
    drop_ignored(all);
}

void Observations::cancel(const coap::Token& token) {
    if (const auto known = by_token_.find(token); known != by_token_.end()) erase(known->second);
}

Observation* Observations::find(Key key) {
    const auto found = observations_.find(key);
    return found != observations_.end() ? &found->second : nullptr;
}

void Observations::erase(Key key, bool for_good) {
    const auto found = observations_.find(key);
    if (found == observations_.end()) return;
    auto& observation = found->second;
    context_.timers.cancel(observation.timer);
    by_token_.erase(observation.token);
    const auto ended = std::move(observation);
    for (const auto& part : ended.parts) {
        const auto place = by_path_.find(indexed(part.path));
        if (place == by_path_.end()) continue;
        std::erase(place->second, key);
        if (place->second.empty()) by_path_.erase(place);
    }
    observations_.erase(found);
    if (for_good) forget(&ended.token);
    queue_.forget(key);
    for (const auto& part : ended.parts) context_.watches.remove(part.path);
    log_.info("no longer observed server={} path={} observations={}", server_, ended.path().text(),
              observations_.size());
}

void Observations::expect_end() {
    for (auto& [key, observation] : observations_) observation.outdated = true;
}

void Observations::end_expected() {
    const auto is_outdated = [](const auto& entry) { return entry.second.outdated; };
    if (std::ranges::all_of(observations_, is_outdated)) return clear();
    std::vector<Key> ended;
    for (const auto& [key, observation] : observations_)
        if (observation.outdated) ended.push_back(key);
    for (const auto key : ended) erase(key);
}

void Observations::clear() {
    const bool any = !observations_.empty();
    for (auto& [key, observation] : observations_) {
        context_.timers.cancel(observation.timer);
        for (const auto& part : observation.parts) context_.watches.remove(part.path);
    }
    observations_.clear();
    by_token_.clear();
    by_path_.clear();
    ready_.clear();
    blocked_.clear();
    queue_.clear();
    if (any) forget(nullptr);
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
        const auto is_touched = [&](const Observed& part) {
            return path.contains(part.path) || part.path.contains(path);
        };
        if (std::ranges::any_of(observation.parts, is_touched)) visit(key, observation);
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
        auto& part = observation.parts.front();
        if (observation.composite || part.path.size() < 3 || value == nullptr) {
            observation.adopted = true;
            return;
        }
        take_down(part, content_of(part.path, *value));
    });
}

void Observations::on_attributes_changed(const ObjectPath& path) {
    for (auto& [key, observation] : observations_) {
        const auto is_below = [&](const Observed& part) { return path.is_root() || path.contains(part.path); };
        if (std::ranges::none_of(observation.parts, is_below)) continue;
        find_attributes(observation);
        schedule(key, observation);
    }
    pump();
}

/// What is in the backlog tells of the past: by the observation the server learns how things are now (RFC 7641 §1.3).
void Observations::tell_anew() {
    std::vector<Key> keys;
    for (auto& [key, observation] : observations_)
        if (std::exchange(observation.anew, false)) keys.push_back(key);
    std::ranges::sort(keys);  // in the order in which they were asked for
    for (const auto key : keys) {
        auto& observation = observations_.at(key);
        observation.due = true;
        schedule(key, observation);
    }
}

void Observations::on_lost(Key key) {
    auto* observation = find(key);
    if (observation == nullptr) return;
    for (auto& part : observation->parts) {
        part.known.told.clear();
        part.told.reset();
    }
    observation->due = true;
    schedule(key, *observation);
}

std::vector<ObjectPath> Observations::paths() const {
    std::vector<ObjectPath> paths;
    for (const auto& [key, observation] : observations_)
        for (const auto& part : observation.parts) paths.push_back(part.path);
    return paths;
}

std::vector<ObservationStatus> Observations::status() const {
    std::vector<ObservationStatus> status;
    for (const auto& [key, observation] : observations_) {
        auto& one = status.emplace_back(ObservationStatus{.path = observation.parts.front().path,
                                                          .also = {},
                                                          .attributes = observation.attributes,
                                                          .notifications = observation.notifications});
        for (const auto& part : std::span(observation.parts).subspan(1)) one.also.push_back(part.path);
    }
    std::ranges::sort(status, {}, &ObservationStatus::path);
    return status;
}

}  // namespace agent::lwm2m
