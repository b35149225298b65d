#include "tests/simulation/series.hpp"

#include <algorithm>

namespace agent::simulation {
namespace {

using lwm2m::codec::Record;

std::vector<Record> records_in(BytesView payload) {
    auto records = lwm2m::codec::decode_records(coap::ContentFormat::senml_cbor, payload);
    return records ? std::move(*records) : std::vector<Record>();
}

std::string what(const Record& record) { return record.path.text() + " " + to_text(*record.value); }

std::string at(const std::string& what, std::chrono::milliseconds time) {
    return fmt::format("{} at {}", what, time.count());
}

bool is_absolute(std::chrono::milliseconds time) { return time >= std::chrono::seconds(1 << 28); }

bool is_series(const coap::Message& message) {
    if (message.code != coap::code::post || message.uri_path() != "/dp") return false;
    return std::ranges::any_of(records_in(message.payload), [](const Record& record) { return bool(record.time); });
}

}  // namespace

void Series::on_change(const lwm2m::KeptBacklog& before, const lwm2m::BacklogChange& change) {
    for (const auto& notification : before.notifications) {
        if (std::ranges::count(change.delivered, notification.id) == 0) continue;
        const auto time = notification.time + (notification.id >= change.shifted_from ? change.shift : 0ms);
        for (const auto& record : records_in(notification.records)) {
            const auto said = what(record);
            if (++forgotten_[said] > arrived_[said])
                referee_.broken("a stored notification is forgotten that the server never got: " + said);
            gone_.insert(at(said, time));
        }
    }
    wait_for_more(before, change);
    const auto most_there = before.notifications.size() + change.added.size() +
                            static_cast<std::size_t>(change.dropped_unkept + change.delivered_unkept);
    referee_.require(change.dropped.empty() || may_drop_ || most_there > most_stored,
                     "a stored notification is dropped although there was room");
}

/// What is observed alone and together with others is stored twice, and may be delivered in two parts.
void Series::wait_for_more(const lwm2m::KeptBacklog& before, const lwm2m::BacklogChange& change) {
    if (gone_.empty()) return;
    const auto waits = [&](const lwm2m::KeptNotification& notification, std::chrono::milliseconds shift) {
        for (const auto& record : records_in(notification.records))
            gone_.erase(at(what(record), notification.time + shift));
    };
    for (const auto& notification : change.added) waits(notification, 0ms);
    if (change.delivered.empty()) return;
    for (const auto& notification : before.notifications)
        if (std::ranges::count(change.delivered, notification.id) == 0)
            waits(notification, notification.id >= change.shifted_from ? change.shift : 0ms);
}

void Series::on_send(const coap::Message& message) const {
    if (!is_series(message)) return;
    for (const auto& record : records_in(message.payload)) {
        const auto time = record.time.value_or(0ms);
        if (is_absolute(time) && gone_.contains(at(what(record), time)))
            referee_.broken("a stored notification is sent again that the server has got: " + what(record));
    }
}

bool Series::take(const coap::Message& message) {
    if (message.code != coap::code::post || message.uri_path() != "/dp") return false;
    const auto records = records_in(message.payload);
    // One of this very moment has no time of its own where the clock is not known.
    for (const auto& record : records) ++arrived_[what(record)];
    if (!is_series(message)) return false;
    taken_ += records.size();
    may_drop_ = false;
    return true;
}

}  // namespace agent::simulation
