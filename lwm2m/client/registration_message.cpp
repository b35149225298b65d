#include "lwm2m/client/registration_message.hpp"

#include <algorithm>

namespace agent::lwm2m {

using coap::OptionNumber;

namespace {

coap::Message request(coap::Code method, const std::vector<std::string>& path) {
    coap::Message message{.code = method};
    for (const auto& segment : path) message.add_string(OptionNumber::uri_path, segment);
    return message;
}

void add_objects(coap::Message& message, const Offer& offer) {
    message.add_uint(OptionNumber::content_format, static_cast<std::uint32_t>(coap::ContentFormat::link_format));
    message.payload = to_bytes(offer.objects);
}

void add_query(coap::Message& message, const std::string& query) { message.add_string(OptionNumber::uri_query, query); }

}  // namespace

coap::Message register_message(const ServerUri& uri, std::string_view endpoint, Version version, const Offer& offer) {
    auto message = request(coap::code::post, uri.path);
    message.add_string(OptionNumber::uri_path, "rd");
    for (const auto& part : uri.query) add_query(message, part);
    add_query(message, "lwm2m=" + version.text());
    add_query(message, "ep=" + std::string(endpoint));
    add_query(message, "lt=" + std::to_string(offer.lifetime_s));
    if (offer.queue_mode) add_query(message, version >= Version{1, 1} ? "Q" : "b=UQ");
    add_objects(message, offer);
    message.sort_options();
    return message;
}

std::vector<std::string> location_of(const coap::Message& answer, const ServerUri& uri) {
    std::vector<std::string> location;
    for (const auto segment : answer.values(OptionNumber::location_path)) location.emplace_back(segment);
    const bool is_incomplete = location.size() == uri.path.size() + 1 && location.back() == "rd" &&
                               std::equal(uri.path.begin(), uri.path.end(), location.begin());
    if (is_incomplete) location.clear();
    return location;
}

coap::Message update_message(const std::vector<std::string>& location, const registration::SendUpdate& changes,
                             const Offer& offer) {
    auto message = request(coap::code::post, location);
    if (changes.lifetime) add_query(message, "lt=" + std::to_string(offer.lifetime_s));
    if (changes.binding) add_query(message, offer.queue_mode ? "b=UQ" : "b=U");
    if (changes.objects) add_objects(message, offer);
    message.sort_options();
    return message;
}

coap::Message deregister_message(const std::vector<std::string>& location) {
    return request(coap::code::del, location);
}

coap::Message bootstrap_message(const ServerUri& uri, std::string_view endpoint, Version version) {
    auto message = request(coap::code::post, uri.path);
    message.add_string(OptionNumber::uri_path, "bs");
    for (const auto& part : uri.query) add_query(message, part);
    add_query(message, "ep=" + std::string(endpoint));
    if (version >= Version{1, 1}) {
        add_query(message, "pct=" + std::to_string(static_cast<unsigned>(coap::ContentFormat::senml_cbor)));
    }
    return message;
}

}  // namespace agent::lwm2m
