// A Write whose payload goes to its resource piece by piece.
#include "lwm2m/client/dispatcher.hpp"

namespace agent::lwm2m {

namespace code = coap::code;

Outcome<BlockSink*> Dispatcher::sink_for(const coap::Message& message) {
    constexpr BlockSink* none = nullptr;
    // What is wrong with it is said when all of it has come.
    const auto request = read_request(message);
    if (!request || request->path.size() != 3 || request->format != coap::ContentFormat::octet_stream) return none;
    if (request->operation != Operation::write && request->operation != Operation::update) return none;
    const auto& path = request->path;
    const auto* resource = context_.tree.find_resource(path);
    auto* sink = resource != nullptr ? resource->handler->block_sink() : nullptr;
    if (sink == nullptr) return none;
    if (!context_.access.allows(server_, request->operation, path)) {
        return Failure{code::unauthorized, "object 2 does not let this server do it"};
    }
    if (!resource->definition->operations.write) return not_allowed(request->operation, path);
    if (!request->query.empty()) return bad_request("a Write with a query");
    return sink;
}

void Dispatcher::finish_upload(RequestId id, const coap::Message& last, const Uploads::Taken& upload) {
    Ticket ticket{.id = id};
    ObjectPath path;
    if (const auto request = read_request(last)) {
        ticket.operation = request->operation;
        path = request->path;
    }
    upload.sink->finish(upload.transfer,
                        [this, ticket, path](const Outcome<void>& outcome) { answer(ticket, path, outcome); });
}

}  // namespace agent::lwm2m
