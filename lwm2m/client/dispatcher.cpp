// From a request to its operation, and the operations that change something.
#include "lwm2m/client/dispatcher.hpp"

#include "lwm2m/client/arguments.hpp"
#include "lwm2m/client/object_list.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

namespace code = coap::code;

namespace {

Failure not_found(const ObjectPath& path) { return {code::not_found, path.text() + " is not there"}; }

}  // namespace

Failure Dispatcher::not_allowed(Operation operation, const ObjectPath& path) {
    return {code::method_not_allowed, path.text() + " has no " + std::string(name_of(operation))};
}

Dispatcher::Dispatcher(ServerIndex server, Context& context, Exchanges& exchanges, AttributeTable& attributes,
                       Observations& observations, Snapshots& snapshots)
    : server_(server),
      context_(context),
      exchanges_(exchanges),
      attributes_(attributes),
      observations_(observations),
      snapshots_(snapshots),
      log_(context.log.named("request")) {}

void Dispatcher::serve(RequestId id, const coap::Message& message) {
    Ticket ticket{.id = id};
    auto request = read_request(message);
    if (request) {
        ticket.operation = request->operation;
        if (request->block2) ticket.size_exponent = request->block2->size_exponent;
        const bool composite = request->path.is_root() && request->operation != Operation::unknown;
        return composite ? serve_composite(ticket, *request, message) : serve(ticket, *request, message);
    }
    // What can't be understood and needs no acknowledgement is ignored (RFC 7252 §5.4.1).
    if (request.error().code == code::bad_option && message.type == coap::Type::non_confirmable) {
        return exchanges_.ignore(id);
    }
    refuse(ticket, {}, request.error(), &message);
}

void Dispatcher::serve(Ticket ticket, const Request& request, const coap::Message& message) {
    const auto& path = request.path;
    if (is_hidden(path)) {
        return refuse(ticket, path, {code::unauthorized, path.text() + " is not for servers"});
    }
    const auto located = locate(path);
    if (!located) return refuse(ticket, path, located.error());
    if (!context_.access.allows(server_, request.operation, path)) {
        return refuse(ticket, path, {code::unauthorized, "object 2 does not let this server do it"});
    }
    switch (request.operation) {
        case Operation::read:
        case Operation::observe:
        case Operation::cancel:
            return read(ticket, request, message, *located);
        case Operation::discover:
            return discover(ticket, request, *located);
        case Operation::write:
        case Operation::update:
            return write(ticket, request, *located);
        case Operation::write_attributes:
            return write_attributes(ticket, request, *located);
        case Operation::execute:
            return execute(ticket, request, *located);
        case Operation::create:
            return create(ticket, request, *located);
        case Operation::remove:
            return remove(ticket, request, *located);
        case Operation::read_composite:
        case Operation::write_composite:
        case Operation::observe_composite:
        case Operation::cancel_composite:
        case Operation::notify:
        case Operation::bootstrap_finish:
        case Operation::send:
        case Operation::unknown:
            return refuse(ticket, path, not_allowed(request.operation, path));
    }
}

Outcome<Dispatcher::Located> Dispatcher::locate(const ObjectPath& path) {
    Located located;
    if (path.is_root()) return located;
    located.object = context_.tree.find(path);
    if (located.object == nullptr) return not_found(path);
    if (path.size() == 1) return located;
    located.instance = located.object->find(path.instance());
    if (located.instance == nullptr) return not_found(path);
    if (path.size() == 2) return located;
    located.resource = located.instance->find(path.resource());
    if (located.resource == nullptr) return not_found(path);
    if (path.size() == 4 && !located.resource->definition->multiple) return not_found(path);
    return located;
}

void Dispatcher::write(Ticket ticket, const Request& request, const Located& located) {
    const auto& path = request.path;
    if (located.resource != nullptr && !located.resource->definition->operations.write) {
        return refuse(ticket, path, not_allowed(request.operation, path));
    }
    if (!request.query.empty()) return refuse(ticket, path, bad_request("a Write with a query"));
    if (!request.format) {
        return refuse(ticket, path, {code::unsupported_content_format, "a payload without a Content-Format"});
    }
    auto content = codec::decode(*request.format, path, request.payload, located.object->definition());
    if (!content) return refuse(ticket, path, content.error());
    context_.writings.write(
        {.parts = {{path, std::move(*content)}},
         .replace = request.operation == Operation::write,
         .written = [this](const ObjectPath& resource,
                           const ResourceValue* value) { context_.written(resource, value, server_); },
         .done = [this, ticket, path](const Outcome<void>& outcome) { answer(ticket, path, outcome); }});
}

void Dispatcher::write_attributes(Ticket ticket, const Request& request, const Located& located) {
    const auto& path = request.path;
    const auto* definition = located.resource != nullptr ? located.resource->definition : nullptr;
    if (definition != nullptr && !definition->operations.read) {
        return refuse(ticket, path, not_allowed(request.operation, path));
    }
    AttributeChange change;
    for (const auto query : request.query) {
        if (auto parsed = change.parse(query); !parsed) return refuse(ticket, path, parsed.error());
    }
    if (auto applies = change.check_applies(definition); !applies) return refuse(ticket, path, applies.error());
    if (path.size() < 4) return write_attributes(ticket, path, change);
    // Only its values tell whether a resource has that instance.
    context_.readings.read(path, Readings::Scope::all,
                           [this, ticket, change](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               if (!content) return refuse(ticket, of, content.error());
                               write_attributes(ticket, of, change);
                           });
}

void Dispatcher::write_attributes(Ticket ticket, const ObjectPath& path, const AttributeChange& change) {
    auto written = attributes_.write(path, change);
    if (written) observations_.on_attributes_changed(path);
    answer(ticket, path, written);
}

void Dispatcher::execute(Ticket ticket, const Request& request, const Located& located) {
    const auto& path = request.path;
    if (!located.resource->definition->operations.execute) {
        return refuse(ticket, path, not_allowed(request.operation, path));
    }
    const auto arguments = as_text(request.payload);
    if (!are_arguments(arguments)) return refuse(ticket, path, bad_request("these are no arguments"));
    located.resource->handler->execute(arguments, [this, ticket, path](const Outcome<void>& outcome) {
        if (!outcome) log_.warning("execute failed path={} reason=\"{}\"", path.text(), outcome.error().reason);
        answer(ticket, path, outcome);
    });
}

void Dispatcher::answer(Ticket ticket, const ObjectPath& path, const Outcome<void>& outcome) {
    if (!outcome) return refuse(ticket, path, outcome.error());
    reply(ticket, path, {.code = code::changed});
}

void Dispatcher::refuse(Ticket ticket, const ObjectPath& path, const Failure& failure, const coap::Message* request) {
    if (log_.enabled(LogLevel::info)) {
        log_.info("refused server={} operation=\"{}\" path={} code={} reason=\"{}\"", server_,
                  name_of(ticket.operation), request != nullptr ? request->uri_path() : path.text(),
                  failure.code.text(), failure.reason);
    }
    reply(ticket, path, {.code = failure.code});
}

void Dispatcher::reply(Ticket ticket, const ObjectPath& path, coap::Message message) {
    const auto response = message.code;
    exchanges_.respond(ticket.id, std::move(message));
    context_.listener.on_operation(server_, ticket.operation, path, response);
}

}  // namespace agent::lwm2m
