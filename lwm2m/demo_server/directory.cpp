#include "lwm2m/demo_server/directory.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace agent::demo_server {
namespace {

using coap::Code;
using coap::Message;
using coap::OptionNumber;
namespace code = coap::code;

Message with_code(Code code, std::string_view why = {}) {
    Message message{.code = code, .payload = to_bytes(why)};
    return message;
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto* end = text.data() + text.size();
    if (text.empty() || std::from_chars(text.data(), end, value).ptr != end) return std::nullopt;
    return value;
}

/// Takes the parameters of a Register or an Update over; a reason when one of them is wrong.
std::string take_parameters(Registration& registration, const Message& request) {
    for (const auto query : request.values(OptionNumber::uri_query)) {
        const auto equals = query.find('=');
        const auto name = query.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::string_view{} : query.substr(equals + 1);
        if (name == "ep") registration.endpoint = value;
        if (name == "b") registration.binding = value;
        if (name == "Q") registration.binding += 'Q';
        if (name == "lwm2m") registration.version = value;
        if (name != "lt") continue;
        const auto lifetime = number(value);
        if (!lifetime) return fmt::format("lt={} is not a number of seconds", value);
        registration.lifetime_s = *lifetime;
    }
    if (request.payload.empty()) return {};
    if (request.content_format() != coap::ContentFormat::link_format)
        return "the object list is not in link-format (40)";
    registration.objects = as_text(request.payload);
    return {};
}

void renew(Registration& registration, const Peer& peer, TimePoint now) {
    registration.peer = peer;
    registration.until =
        registration.lifetime_s == 0 ? TimePoint::max() : now + std::chrono::seconds(registration.lifetime_s);
}

Event event_of(std::string_view name, const Registration& registration) {
    return {.name = name,
            .endpoint = registration.endpoint,
            .fields = {{"location", "/rd/" + registration.location},
                       {"lifetime", std::int64_t{registration.lifetime_s}},
                       {"binding", registration.binding},
                       {"version", registration.version},
                       {"address", registration.peer.address()},
                       {"identity", registration.peer.identity()},
                       {"objects", registration.objects}},
            .values = {}};
}

}  // namespace

Message Directory::answer(const Message& request, const Peer& peer, TimePoint now) {
    const auto path = request.values(OptionNumber::uri_path);
    if (path.size() == 1 && path[0] == "dp") return take_data(request, peer);
    if (path.empty() || path[0] != "rd" || path.size() > 2) return with_code(code::not_found);
    if (request.type != coap::Type::confirmable) return with_code(code::bad_request, "confirmable requests only");
    if (path.size() == 1)
        return request.code == code::post ? register_device(request, peer, now) : with_code(code::method_not_allowed);

    auto* registration = at_location(path[1]);
    if (registration == nullptr) return with_code(code::not_found);
    if (request.code == code::post) return update(*registration, request, peer, now);
    if (request.code == code::del) return deregister(*registration);
    return with_code(code::method_not_allowed);
}

Message Directory::register_device(const Message& request, const Peer& peer, TimePoint now) {
    Registration registration;
    const auto problem = take_parameters(registration, request);
    if (!problem.empty()) return with_code(code::bad_request, problem);
    if (registration.endpoint.empty()) return with_code(code::bad_request, "ep is missing");
    if (registration.objects.empty()) return with_code(code::bad_request, "the object list is missing");
    if (registration.version != "1.0" && registration.version != "1.1")
        return with_code(code::precondition_failed, "lwm2m is 1.0 or 1.1 here");

    registration.location = fmt::format("{:04x}", ++last_location_);
    renew(registration, peer, now);
    auto answer = with_code(code::created);
    answer.add_string(OptionNumber::location_path, "rd");
    answer.add_string(OptionNumber::location_path, registration.location);
    const auto endpoint = registration.endpoint;
    report_(event_of("registered", by_endpoint_.insert_or_assign(endpoint, std::move(registration)).first->second));
    return answer;
}

Message Directory::update(Registration& registration, const Message& request, const Peer& peer, TimePoint now) {
    auto changed = registration;
    const auto problem = take_parameters(changed, request);
    if (!problem.empty()) return with_code(code::bad_request, problem);
    changed.endpoint = registration.endpoint;  // an Update cannot rename
    registration = std::move(changed);
    renew(registration, peer, now);
    auto event = event_of("updated", registration);
    std::string query;
    for (const auto part : request.values(OptionNumber::uri_query))
        query += (query.empty() ? "" : "&") + std::string(part);
    event.fields.emplace_back("query", query);
    report_(event);
    return with_code(code::changed);
}

Message Directory::deregister(const Registration& registration) {
    report_(event_of("deregistered", registration));
    by_endpoint_.erase(std::string(registration.endpoint));
    return with_code(code::deleted);
}

/// What a registered device sends of its own accord (LwM2M Core 1.1 §6.4.6).
Message Directory::take_data(const Message& request, const Peer& peer) const {
    if (request.code != code::post) return with_code(code::method_not_allowed);
    const auto sender =
        std::ranges::find(by_endpoint_, peer.address(), [](const auto& entry) { return entry.second.peer.address(); });
    if (sender == by_endpoint_.end()) return with_code(code::not_found, "the sender is not registered");
    Event event{.name = "data", .endpoint = sender->first};
    describe(event, request, "/");
    report_(event);
    return with_code(code::changed);
}

void Directory::expire(TimePoint now) {
    std::erase_if(by_endpoint_, [&](const auto& entry) {
        if (entry.second.until > now) return false;
        report_(event_of("expired", entry.second));
        return true;
    });
}

std::optional<TimePoint> Directory::next_end() const {
    std::optional<TimePoint> first;
    for (const auto& [endpoint, registration] : by_endpoint_)
        if (registration.until != TimePoint::max() && (!first || registration.until < *first))
            first = registration.until;
    return first;
}

bool Directory::drop(std::string_view endpoint) {
    const auto found = by_endpoint_.find(endpoint);
    if (found == by_endpoint_.end()) return false;
    by_endpoint_.erase(found);
    return true;
}

const Registration* Directory::find(std::string_view endpoint) const {
    const auto found = by_endpoint_.find(endpoint);
    return found == by_endpoint_.end() ? nullptr : &found->second;
}

Registration* Directory::at_location(std::string_view location) {
    const auto found =
        std::ranges::find(by_endpoint_, location, [](const auto& entry) { return entry.second.location; });
    return found == by_endpoint_.end() ? nullptr : &found->second;
}

}  // namespace agent::demo_server
