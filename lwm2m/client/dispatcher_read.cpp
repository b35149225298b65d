// The operations that answer with content: Read, Observe, Cancel, Discover.
#include "lwm2m/client/discover.hpp"
#include "lwm2m/client/dispatcher.hpp"
#include "lwm2m/client/read_format.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;
namespace code = coap::code;

namespace {

/// The query of a Discover: "depth=0" to "depth=3".
Outcome<std::optional<unsigned>> depth_of(const Request& request) {
    std::optional<unsigned> depth;
    for (const auto query : request.query) {
        const bool is_one = query.size() == 7 && query.starts_with("depth=") && query[6] >= '0' && query[6] <= '3';
        if (!is_one || depth) return bad_request("a Discover with another query than depth=0 to depth=3");
        depth = static_cast<unsigned>(query[6] - '0');
    }
    return depth;
}

}  // namespace

void Dispatcher::read(Ticket ticket, const Request& request, const coap::Message& message, const Located& located) {
    const auto& path = request.path;
    if (located.resource != nullptr && !located.resource->definition->operations.read) {
        return refuse(ticket, path, {code::method_not_allowed, path.text() + " can't be read"});
    }
    const auto* definition = located.resource != nullptr ? located.resource->definition : nullptr;
    const auto format = read_format(request, definition, context_.settings.default_format, version_);
    if (!format) return refuse(ticket, path, format.error());
    ticket.format = *format;
    if (request.block2 && request.block2->number > 0) return read_block(ticket, request);
    if (request.operation == Operation::observe) return observe(ticket, request, located, message.token);
    if (request.operation == Operation::cancel) observations_.cancel(message.token);
    context_.readings.read(path, Readings::Scope::all,
                           [this, ticket](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               answer_content(ticket, of, content);
                           });
}

void Dispatcher::read_block(Ticket ticket, const Request& request) {
    const auto number = request.block2->number;
    if (const auto* kept = snapshots_.find(snapshot_of(ticket, request.path), context_.timers.now())) {
        return answer_part(ticket, request.path, *kept, number);
    }
    // Forgotten, or never asked for from its beginning: read anew; the ETag tells the server whether it still fits.
    context_.readings.read(request.path, Readings::Scope::all,
                           [this, ticket, number](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               answer_content(ticket, of, content, number);
                           });
}

void Dispatcher::observe(Ticket ticket, const Request& request, const Located& located, const coap::Token& token) {
    const auto own =
        own_attributes(request.query, located.resource != nullptr ? located.resource->definition : nullptr);
    if (!own) return refuse(ticket, request.path, own.error());
    context_.readings.read(
        request.path, Readings::Scope::all,
        [this, ticket, token, own = *own](const ObjectPath& of, const Outcome<codec::Content>& content) {
            if (!exchanges_.is_pending(ticket.id)) return;
            if (!content) return refuse(ticket, of, content.error());
            const auto part = context_.access.readable_part(server_, of, *content);
            const auto& readable = part ? *part : *content;
            auto payload = codec::encode(ticket.format, of, readable);
            if (!payload) return refuse(ticket, of, payload.error());
            const auto sequence = observations_.add(token, of, ticket.format, own, readable);
            answer_payload(ticket, of, std::move(*payload), 0, sequence);
        });
}

void Dispatcher::discover(Ticket ticket, const Request& request, const Located& located) {
    ticket.format = ContentFormat::link_format;
    const auto number = request.block2 ? request.block2->number : 0;
    if (number > 0) {
        if (const auto* kept = snapshots_.find(snapshot_of(ticket, request.path), context_.timers.now())) {
            return answer_part(ticket, request.path, *kept, number);
        }
    }
    const auto depth = depth_of(request);
    if (!depth) return refuse(ticket, request.path, depth.error());
    const auto levels = depth->value_or(usual_depth(request.path, version_));
    const auto finish = [this, ticket, number, levels](const ObjectPath& of, const Outcome<codec::Content>& multiple) {
        // It may have been deleted meanwhile, and only its values tell whether a resource has that instance.
        if (const auto there = locate(of); !there) return refuse(ticket, of, there.error());
        if (of.size() == 4 && !multiple) return refuse(ticket, of, multiple.error());
        const auto links =
            lwm2m::discover(context_.tree, of, attributes_, version_, levels, multiple ? *multiple : codec::Content{});
        answer_payload(ticket, of, to_bytes(links), number, std::nullopt);
    };
    const auto* resource = located.resource;
    const bool has_no_values =
        resource != nullptr && !(resource->definition->multiple && resource->definition->operations.read);
    if (has_no_values && request.path.size() == 4) {
        return refuse(ticket, request.path, not_allowed(request.operation, request.path));
    }
    if (has_no_values) return finish(request.path, codec::Content{});
    context_.readings.read(request.path, Readings::Scope::multiple, finish);
}

void Dispatcher::answer_content(Ticket ticket, const ObjectPath& path, const Outcome<codec::Content>& content,
                                std::uint32_t block) {
    if (!content) return refuse(ticket, path, content.error());
    const auto part = context_.access.readable_part(server_, path, *content);
    auto payload = codec::encode(ticket.format, path, part ? *part : *content);
    if (!payload) return refuse(ticket, path, payload.error());
    answer_payload(ticket, path, std::move(*payload), block, std::nullopt);
}

void Dispatcher::answer_payload(Ticket ticket, const ObjectPath& path, Bytes payload, std::uint32_t block,
                                std::optional<std::uint32_t> observe) {
    const bool whole = block == 0 && payload.size() <= coap::Block{.size_exponent = ticket.size_exponent}.size();
    if (block > 0) {
        answer_part(ticket, path, payload, block);
        return snapshots_.keep(snapshot_of(ticket, path), std::move(payload), context_.timers.now());
    }
    coap::Message message{.code = code::content};
    message.options.reserve(whole ? 2 : 5);
    if (observe) message.add_uint(coap::OptionNumber::observe, *observe);
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(ticket.format));
    if (whole) {
        message.payload = std::move(payload);
    } else {
        add_block(message, payload, 0, ticket.size_exponent);
        snapshots_.keep(snapshot_of(ticket, path), std::move(payload), context_.timers.now());
    }
    reply(ticket, path, std::move(message));
}

void Dispatcher::answer_part(Ticket ticket, const ObjectPath& path, BytesView payload, std::uint32_t block) {
    coap::Message message{.code = code::content};
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(ticket.format));
    if (!add_block(message, payload, block, ticket.size_exponent)) {
        return refuse(ticket, path, bad_request("there is no such block"));
    }
    reply(ticket, path, std::move(message));
}

}  // namespace agent::lwm2m
