#include "daemon/traffic_meter.hpp"

#include <algorithm>

#include "lwm2m/client/operation.hpp"
#include "lwm2m/coap/wire.hpp"

namespace agent::daemon {
namespace {

using coap::OptionNumber;
using lwm2m::Operation;

constexpr std::size_t most_open = 64;  // of one server and direction; an older one has no response any more

std::string_view operation_of_get(const coap::Message& request) {
    if (const auto observe = request.uint_option(OptionNumber::observe))
        return name_of(*observe == 0 ? Operation::observe : Operation::cancel);
    return name_of(request.accept() == coap::ContentFormat::link_format ? Operation::discover : Operation::read);
}

std::string_view operation_of_fetch(const coap::Message& request) {
    if (const auto observe = request.uint_option(OptionNumber::observe))
        return name_of(*observe == 0 ? Operation::observe_composite : Operation::cancel_composite);
    return name_of(Operation::read_composite);
}

std::string_view operation_of_post(const coap::Message& request) {
    const auto path = request.values(OptionNumber::uri_path);
    if (path.size() == 1 && path.front() == "bs") return name_of(Operation::bootstrap_finish);
    if (path.size() == 1) return name_of(Operation::create);
    // A Write has a format; arguments of an Execute are text without one, as often as not.
    const auto format = request.content_format();
    const bool is_text = !format || *format == coap::ContentFormat::text;
    return name_of(path.size() == 3 && is_text ? Operation::execute : Operation::update);
}

}  // namespace

std::string_view operation_of_request(const coap::Message& request) {
    if (request.code == coap::code::get) return operation_of_get(request);
    if (request.code == coap::code::post) return operation_of_post(request);
    if (request.code == coap::code::del) return name_of(Operation::remove);
    if (request.code == coap::code::fetch) return operation_of_fetch(request);
    if (request.code == coap::code::ipatch) return name_of(Operation::write_composite);
    if (request.code != coap::code::put) return name_of(Operation::unknown);
    const bool has_body = request.content_format() || !request.payload.empty();
    return name_of(has_body ? Operation::write : Operation::write_attributes);
}

std::string_view operation_of_own_request(const coap::Message& request) {
    if (request.code == coap::code::get) return "Package";
    if (request.code == coap::code::del) return "De-register";
    const auto path = request.values(OptionNumber::uri_path);
    if (!path.empty() && path.back() == "bs") return "Bootstrap-Request";
    if (!path.empty() && path.back() == "dp") return "Send";
    return !path.empty() && path.back() == "rd" ? "Register" : "Update";
}

void TrafficMeter::count(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) {
    auto& counts = counts_[{server, operation_of(server, message, outgoing)}];
    auto& count = outgoing ? counts.sent : counts.received;
    ++count.messages;
    count.bytes += coap::encoded_size(message);
}

std::string_view TrafficMeter::operation_of(lwm2m::ServerIndex server, const coap::Message& message, bool outgoing) {
    if (message.code.is_empty()) return message.type == coap::Type::reset ? "Reset" : "Acknowledgement";
    auto& open = open_[server];
    if (message.code.is_request()) {
        const auto operation = outgoing ? operation_of_own_request(message) : operation_of_request(message);
        auto& exchanges = outgoing ? open.ours : open.theirs;
        exchanges.push_back({message.token, message.message_id, operation});
        if (exchanges.size() > most_open) exchanges.pop_front();
        return operation;
    }
    auto& exchanges = outgoing ? open.theirs : open.ours;
    // Tokens of two requests may be the same (empty ones are): the message id tells a piggybacked response's own.
    const auto matches = [&](const Exchange& exchange) {
        return exchange.token == message.token &&
               (message.type != coap::Type::acknowledgement || exchange.message_id == message.message_id);
    };
    const auto found = std::ranges::find_if(exchanges, matches);
    if (found == exchanges.end()) return outgoing ? name_of(Operation::notify) : "Response";
    const auto operation = found->operation;
    exchanges.erase(found);
    return operation;
}

std::vector<TrafficMeter::Row> TrafficMeter::rows() const {
    std::vector<Row> rows;
    for (const auto& [key, counts] : counts_) rows.push_back({key.first, key.second, counts.sent, counts.received});
    return rows;
}

}  // namespace agent::daemon
