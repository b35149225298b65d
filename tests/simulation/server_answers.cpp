// What the server insists on in the answers it gets, and in what is left on the disk.
#include <cmath>
#include <cstdlib>

#include "lwm2m/codec/records.hpp"
#include "tests/simulation/server.hpp"

namespace agent::simulation {

using coap::Message;
using coap::OptionNumber;
using lwm2m::ObjectPath;
namespace code = coap::code;

namespace {

// pmin at most, a handler given up, and a notification that is sent again.
constexpr Duration longest_way = 60s + 120s + 60s;

/// The beginning of what is long.
std::string shown(const std::string& text) {
    constexpr std::size_t most = 40;
    return text.size() <= most ? text : fmt::format("{}... ({} bytes)", text.substr(0, most), text.size());
}

}  // namespace

void Server::took(const Question& question, const Message& answer) {
    switch (question.kind) {
        case Kind::probe:
            probed_ = answer.code == code::content && as_text(answer.payload) == "simulated";
            return;
        case Kind::read:
            return took_read(question, answer);
        case Kind::block:
            return took_block(question, answer);
        case Kind::execute:
            statistics_.executes += answer.code == code::changed ? 1 : 0;
            return;
        case Kind::write:
            statistics_.writes += answer.code == code::changed ? 1 : 0;
            return took_change(question, answer);
        case Kind::create:
        case Kind::remove:
            statistics_.instances += answer.code.code_class() == 2 ? 1 : 0;
            return took_change(question, answer);
        case Kind::upload:
            return took_upload(question, answer);
        case Kind::write_composite:
            return took_write_composite(question, answer);
        case Kind::read_composite:
            return took_read_composite(question, answer);
        case Kind::attributes:
            took_change(question, answer);
            if (answer.code == code::changed)
                ask({.kind = Kind::observe, .method = code::get, .path = question.path, .observe = 0});
            return;
        case Kind::observe:
            return;
    }
}

void Server::took_read(const Question& question, const Message& answer) const {
    const bool created = question.path.object() >= created_object;
    const auto path = created ? question.path.prefix(2) : question.path;
    if (!promises_.all().contains(path) || promises_.acknowledgements() != question.promised) return;
    std::string text(as_text(answer.payload));
    if (created && answer.code == code::not_found)
        text = gone;
    else if (answer.code != code::content || !answer.content_format())
        return;
    if (!promises_.allow(path, text))
        around_.referee.broken(fmt::format("{} reads \"{}\", which nobody wrote last", path.text(), text));
}

void Server::took_change(const Question& question, const Message& answer) {
    const bool absent = question.kind == Kind::remove && answer.code == code::not_found;
    if (answer.code.code_class() != 2 && !absent) return;
    for (const auto& path : question.all_paths()) promises_.acknowledged(path, question.promise);
    check_disk();
}

void Server::took_block(const Question& question, const Message& answer) {
    const auto value = answer.uint_option(OptionNumber::block2);
    const auto block = value ? coap::Block::from(*value) : std::nullopt;
    const auto* tag = answer.find(OptionNumber::etag);
    const auto& [text, first_tag, promised] = transfer_;
    if (answer.code != code::content || (block ? block->offset() : 0) != text.size()) return;
    if (text.empty() && tag != nullptr) transfer_.tag = tag->value;
    // Without the copy that the agent had kept the later blocks are of a newer value.
    if (!text.empty() && (tag == nullptr || tag->value != first_tag)) return;
    transfer_.value.append(as_text(answer.payload));
    if (block && block->more) {
        coap::Block next = *block;
        next.more = false;
        ++next.number;
        return ask({.kind = Kind::block, .method = code::get, .path = question.path, .block2 = next.value()});
    }
    const bool unchanged = question.path.resource() == large || promises_.acknowledgements() == promised;
    const bool expected =
        question.path.resource() == large ? text == large_value() : promises_.allow(question.path, text);
    around_.referee.require(!unchanged || expected, "a value in blocks came together as another one");
    ++statistics_.transfers;
}

void Server::took_observation(const coap::Token& token, const Message& answer) {
    const auto found = observing_.find(token);
    if (found == observing_.end()) return;
    if (answer.code != code::content || !answer.uint_option(OptionNumber::observe)) {
        observing_.erase(found);
        return;
    }
    found->second.view.clear();
    took_view(found->second, answer);
}

/// RFC 7641 §3.4.
bool Server::is_newer(std::uint32_t sequence, const Seen& than) const {
    constexpr std::uint32_t half = 1U << 23U;
    const auto before = than.sequence;
    if (around_.timers.now() > than.at + std::chrono::seconds(128)) return true;
    return (before < sequence && sequence - before < half) || (before > sequence && before - sequence > half);
}

void Server::took_view(Observing& observing, const Message& message) {
    const auto sequence = message.uint_option(OptionNumber::observe).value_or(0);
    if (observing.paths.size() == 1) {
        const auto value = std::strtod(std::string(as_text(message.payload)).c_str(), nullptr);
        return took_view(observing.view[observing.paths.front()], value, sequence);
    }
    const auto records = lwm2m::codec::decode_records(coap::ContentFormat::senml_cbor, message.payload);
    if (!records) around_.referee.broken("a notification of several paths that cannot be read");
    for (const auto& [path, value, time] : *records) {
        const auto* number = value ? std::get_if<double>(&*value) : nullptr;
        if (number == nullptr || std::ranges::count(observing.paths, path) == 0)
            around_.referee.broken("a notification of several paths tells of another one: " + path.text());
        took_view(observing.view[path], *number, sequence);
    }
}

/// The newest counts.
void Server::took_view(Seen& seen, double value, std::uint32_t sequence) const {
    if (seen.at == TimePoint{} || is_newer(sequence, seen)) seen = {value, sequence, around_.timers.now()};
}

void Server::check_view(const Device& device, TimePoint calm_since) const {
    if (!has_registration()) return;
    for (const auto& [token, observing] : observing_) {
        // What the device has ended it does not tell any more.
        if (device.observes(static_cast<lwm2m::ServerIndex>(index_), observing.paths))
            check_view(calm_since, observing);
    }
}

void Server::check_view(TimePoint calm_since, const Observing& observing) const {
    // Until the next Update.
    const Duration longest_hold = around_.plan.holds_notifications ? std::chrono::seconds(longest_lifetime_s) : 0s;
    for (const auto& path : observing.paths) {
        const auto seen = observing.view.find(path);
        const auto sensed = around_.truth.sensed.find(path.resource());
        if (seen == observing.view.end() || sensed == around_.truth.sensed.end()) continue;
        const auto& [value, since] = sensed->second;
        if (since < calm_since || around_.timers.now() - since < longest_way + longest_hold) continue;
        if (std::abs(seen->second.value - value) > 1e-9)
            around_.referee.broken(fmt::format("{} has been {} since {}, and server {} was not told", path.text(),
                                               value, time_text(since), index_));
    }
}

/// What servers wrote as attributes belongs to the accounts that are replaced.
void Server::bootstrapping(std::uint32_t lifetime_s) {
    if (upload_) upload_->excused = true;
    promises_.asked({1, own_id(0), 1}, std::to_string(lifetime_s));
    for (lwm2m::Id id = 0; id < sensors; ++id)
        promises_.asked({simulated_object, 0, static_cast<lwm2m::Id>(first_sensor + id)}, no_attributes);
}

void Server::bootstrapped(std::uint32_t lifetime_s) {
    // What is under way may come later than the bootstrap.
    if (!is_pending(Kind::write)) promises_.acknowledged({1, own_id(0), 1}, std::to_string(lifetime_s));
    check_disk();
}

std::string Server::on_disk(const ObjectPath& path) const {
    const auto text = [&](const ObjectPath& of, const std::string& otherwise) {
        const auto kept = around_.disk.kept(of);
        if (!kept) return otherwise;
        const auto& value = std::get<lwm2m::Value>(*kept);
        const auto* bytes = std::get_if<Bytes>(&value);
        return bytes != nullptr ? std::string(as_text(*bytes)) : to_text(value);
    };
    if (path.object() == 1)
        return text(path, around_.disk.account_text(path).value_or(std::to_string(around_.plan.lifetime_s)));
    if (path.object() == paired_object) return text(path, initial_text);
    if (path.object() >= created_object)
        return around_.disk.has_instance(path) ? text(path / 0, initial_text) : std::string(gone);
    const bool is_sensor = path.resource() >= first_sensor && path.resource() < first_sensor + sensors;
    if (!is_sensor) return text(path, initial_text);
    const auto attributes = around_.disk.attributes_at(static_cast<std::uint16_t>(index_ + 1), path);
    return attributes.empty() ? std::string(no_attributes) : attributes;
}

void Server::check_disk() const {
    for (const auto& [path, values] : promises_.all()) {
        const auto kept = on_disk(path);
        if (!promises_.allow(path, kept))
            around_.referee.broken(
                fmt::format("{} is \"{}\" on the disk: an acknowledged change is lost", path.text(), shown(kept)));
    }
    const auto both = pair();
    around_.referee.require(on_disk(both.front()) == on_disk(both.back()), "half of a Write-Composite is on the disk");
}

}  // namespace agent::simulation
