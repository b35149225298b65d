#include "lwm2m/client/backlog.hpp"

#include <algorithm>

#include "lwm2m/codec/records.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Duration write_again_after = 60s;  // when the disk was full
constexpr Duration between_complaints = 10min;
constexpr milliseconds least_jump = 2s;        // of the clock; less is its being steered
constexpr std::size_t bytes_of_a_time = 6;     // in a pack
constexpr std::size_t bytes_of_an_entry = 48;  // beside its values: on disk and in memory, about

std::size_t size_of(const KeptNotification& notification) { return notification.records.size() + bytes_of_an_entry; }

milliseconds to_seconds(milliseconds time) { return std::chrono::floor<seconds>(time); }

}  // namespace

Backlog::Backlog(ServerIndex server, Context& context, std::function<void()> added)
    : server_(server), context_(context), added_(std::move(added)), log_(context.log.named("backlog")) {}

Backlog::~Backlog() { context_.timers.cancel(write_timer_); }

void Backlog::open(std::uint16_t short_id, std::string account) {
    short_id_ = short_id;
    auto kept = context_.store.kept_backlog(short_id);
    const bool is_other = !kept.notifications.empty() && kept.account != account;
    unwritten_ = {.account = std::move(account)};
    delivered_ = kept.delivered;
    dropped_ = told_dropped_ = kept.dropped;
    last_id_ = kept.last_id;
    first_of_run_ = last_id_ + 1;
    offset_.reset();
    for (auto& notification : kept.notifications) {
        bytes_ += size_of(notification);
        entries_.push_back({std::move(notification), true});
    }
    if (is_other) drop_all("they were for another account");
    restamp_unknown();
    look_at_clock();
    keep_limits({}, std::nullopt);
    if (!entries_.empty()) log_.info("stored notifications server={} notifications={}", server_, entries_.size());
}

void Backlog::close() {
    flush();
    context_.timers.cancel(write_timer_);
    entries_.clear();
    bytes_ = taken_ = 0;
    unwritten_ = {};
}

/// Of a run that never knew the time: as if it had ended just now, which is the latest it can have been.
void Backlog::restamp_unknown() {
    const auto unknown =
        std::ranges::find_if(entries_, [](const Entry& entry) { return !is_credible(entry.notification.time); });
    if (unknown == entries_.end()) return;
    const auto from = unknown->notification.id;
    shift(from, to_seconds(context_.clock().now) - to_seconds(entries_.back().notification.time));
    first_of_run_ = from;
}

/// What was stamped in this run moves with the clock when that is set.
void Backlog::look_at_clock() {
    const auto time = context_.clock();
    const auto offset = time.now - time.running;
    const auto jump = offset_ ? offset - *offset_ : milliseconds::zero();
    offset_ = offset;
    if (std::chrono::abs(jump) >= least_jump) shift(first_of_run_, std::chrono::round<seconds>(jump));
}

void Backlog::shift(std::uint64_t from, milliseconds by) {
    bool any = false;
    for (auto& entry : entries_) {
        if (entry.notification.id < from) continue;
        entry.notification.time += by;
        any = any || entry.on_disk;
    }
    if (!any || by == milliseconds::zero()) return;
    unwritten_.shifted_from = from;
    unwritten_.shift += by;
    write_later(context_.settings.storing.write_every);
}

/// To the second; finer only where two of a path fall into one, because a fraction takes six bytes more.
milliseconds Backlog::time_of(const std::vector<ObjectPath>& paths, TimePoint taken) const {
    const auto age = std::chrono::duration_cast<milliseconds>(context_.timers.now() - taken);
    const auto exact = context_.clock().now - age;
    const auto* last = last_of(paths);
    return last != nullptr && last->notification.time >= to_seconds(exact) ? exact : to_seconds(exact);
}

const Backlog::Entry* Backlog::last_of(const std::vector<ObjectPath>& paths) const {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const Entry& entry) { return entry.notification.paths == paths; });
    return found != entries_.rend() ? &*found : nullptr;
}

void Backlog::add(const std::vector<ObjectPath>& paths, std::span<const codec::ObjectContent> objects, TimePoint taken,
                  std::optional<std::uint32_t> most, Repeated repeated) {
    auto records = codec::encode_composite(ContentFormat::senml_cbor, objects);
    if (!records) return log_.warning("not stored server={} reason=\"{}\"", server_, records.error().reason);
    const auto* last = last_of(paths);
    if (repeated == Repeated::skip && last != nullptr && last->notification.records == *records) return;
    look_at_clock();
    entries_.push_back({{++last_id_, time_of(paths, taken), paths, std::move(*records)}, false});
    bytes_ += size_of(entries_.back().notification);
    keep_limits(paths, most);
    write_later(context_.settings.storing.write_every);
    added_();
}

void Backlog::keep_limits(const std::vector<ObjectPath>& paths, std::optional<std::uint32_t> most) {
    const auto before = dropped_;
    const auto droppable = entries_.begin() + static_cast<std::ptrdiff_t>(taken_);
    const auto is_of_these = [&](const Entry& entry) { return entry.notification.paths == paths; };
    if (most && static_cast<std::uint64_t>(std::ranges::count_if(entries_, is_of_these)) > *most) {
        const auto oldest = std::find_if(droppable, entries_.end(), is_of_these);
        if (oldest != entries_.end()) drop(oldest);
    }
    const auto& limits = context_.settings.storing;
    while (entries_.size() > taken_ && (entries_.size() > limits.most || bytes_ > limits.most_bytes))
        drop(entries_.begin() + static_cast<std::ptrdiff_t>(taken_));
    if (dropped_ != before) tell_dropped("too many wait");
}

void Backlog::drop(std::deque<Entry>::iterator place) {
    ++dropped_;
    bytes_ -= size_of(place->notification);
    place->on_disk ? unwritten_.dropped.push_back(place->notification.id) : void(++unwritten_.dropped_unkept);
    entries_.erase(place);
}

/// At a limit each new one drops another: one line says it of many.
void Backlog::tell_dropped(std::string_view why) {
    write_later(context_.settings.storing.write_every);
    const auto now = context_.timers.now();
    if (told_at_ && now < *told_at_ + between_complaints) return;
    told_at_ = now;
    log_.warning("stored notifications dropped server={} dropped={} in_all={} reason=\"{}\"", server_,
                 dropped_ - told_dropped_, dropped_, why);
    told_dropped_ = dropped_;
}

void Backlog::drop_all(std::string_view why) {
    put_back();
    if (entries_.empty()) return;
    while (!entries_.empty()) drop(entries_.begin());
    told_at_.reset();
    tell_dropped(why);
    flush();
}

std::optional<Bytes> Backlog::take(ContentFormat format, std::size_t most_bytes) {
    look_at_clock();
    const auto now = to_seconds(context_.clock().now);
    const bool is_known = is_credible(now);
    std::vector<codec::Record> series;
    std::size_t bytes = 0;
    for (taken_ = 0; taken_ < entries_.size();) {
        const auto& notification = entries_[taken_].notification;
        auto records = codec::decode_records(ContentFormat::senml_cbor, notification.records);
        bytes += notification.records.size() + (records ? records->size() * bytes_of_a_time : 0);
        if (bytes > most_bytes && taken_ > 0) break;
        ++taken_;
        if (!records) continue;
        for (auto& record : *records) {
            record.time = is_known ? notification.time : std::min(notification.time - now, milliseconds::zero());
            series.push_back(std::move(record));
        }
    }
    if (taken_ == 0) return std::nullopt;
    if (auto payload = codec::encode_records(format, series); payload && !series.empty()) return std::move(*payload);
    refused();
    return take(format, most_bytes);
}

void Backlog::delivered() {
    for (; taken_ > 0; --taken_) {
        const auto& front = entries_.front();
        ++delivered_;
        bytes_ -= size_of(front.notification);
        front.on_disk ? unwritten_.delivered.push_back(front.notification.id) : void(++unwritten_.delivered_unkept);
        entries_.pop_front();
    }
    unwritten_.delivered.empty() ? write_later(context_.settings.storing.write_every) : flush();
}

void Backlog::refused() {
    for (; taken_ > 0; --taken_) drop(entries_.begin());
    tell_dropped("they can't be delivered");
}

void Backlog::write_later(Duration delay) {
    if (write_timer_ != TimerId::none) return;
    write_timer_ = context_.timers.after(write_failed_ ? std::max(delay, write_again_after) : delay, [this] {
        write_timer_ = TimerId::none;
        flush();
    });
}

void Backlog::flush() {
    look_at_clock();
    auto change = unwritten_;
    for (const auto& entry : entries_)
        if (!entry.on_disk) change.added.push_back(entry.notification);
    const bool nothing = change.added.empty() && change.delivered.empty() && change.dropped.empty() &&
                         change.shift == milliseconds::zero() && change.delivered_unkept + change.dropped_unkept == 0;
    if (nothing) return;
    if (auto done = context_.store.keep_backlog(short_id_, change); !done) {
        if (!std::exchange(write_failed_, true))
            log_.warning("notifications not kept server={} notifications={} reason=\"{}\"", server_,
                         change.added.size(), done.error().reason);
        return write_later(write_again_after);
    }
    if (std::exchange(write_failed_, false)) log_.info("notifications kept again server={}", server_);
    for (auto& entry : entries_) entry.on_disk = true;
    unwritten_ = {.account = std::move(unwritten_.account)};
    context_.timers.cancel(write_timer_);
}

}  // namespace agent::lwm2m
