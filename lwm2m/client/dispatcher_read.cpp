// The operations that answer with content: Read, Observe, Cancel, Discover.
#include "lwm2m/client/discover.hpp"
#include "lwm2m/client/dispatcher.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;
namespace code = coap::code;

Outcome<ContentFormat> Dispatcher::choose_format(const Request& request, const Located& located) const {
    const auto* resource = located.resource;
    const bool single = resource != nullptr && (request.path.size() == 4 || !resource->definition->multiple);
    const bool opaque = single && resource->definition->type == DataType::opaque;
    const auto fits = [&](ContentFormat format) {
        return codec::can_encode(format, request.path) && (single || !codec::is_of_one_value(format)) &&
               (opaque || format != ContentFormat::octet_stream);
    };
    if (request.accept) {
        if (fits(*request.accept)) return *request.accept;
        const auto number = static_cast<unsigned>(*request.accept);
        return Failure{code::not_acceptable, "not in content format " + std::to_string(number)};
    }
    const auto preferred = context_.settings.default_format;
    if (preferred && fits(*preferred)) return *preferred;
    if (single) return opaque ? ContentFormat::octet_stream : ContentFormat::text;
    return version_ >= Version{1, 1} ? ContentFormat::senml_cbor : ContentFormat::lwm2m_tlv;
}

void Dispatcher::read(Ticket ticket, const Request& request, const coap::Message& message, const Located& located) {
    const auto& path = request.path;
    if (located.resource != nullptr && !located.resource->definition->operations.read) {
        return refuse(ticket, path, {code::method_not_allowed, path.text() + " can't be read"});
    }
    const auto format = choose_format(request, located);
    if (!format) return refuse(ticket, path, format.error());
    ticket.format = *format;
    if (request.block2 && request.block2->number > 0) return read_block(ticket, request);
    if (request.operation == Operation::observe) return observe(ticket, path, message.token);
    if (request.operation == Operation::cancel) observations_.cancel(message.token);
    context_.readings.read(path, Readings::Scope::all,
                           [this, ticket](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               answer_content(ticket, of, content);
                           });
}

void Dispatcher::read_block(Ticket ticket, const Request& request) {
    const auto number = request.block2->number;
    if (const auto* kept = snapshots_.find(request.path, ticket.format, context_.timers.now())) {
        return answer_part(ticket, request.path, *kept, number);
    }
    // Forgotten, or never asked for from its beginning: read anew; the ETag tells the server whether it still fits.
    context_.readings.read(request.path, Readings::Scope::all,
                           [this, ticket, number](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               answer_content(ticket, of, content, number);
                           });
}

void Dispatcher::observe(Ticket ticket, const ObjectPath& path, const coap::Token& token) {
    context_.readings.read(path, Readings::Scope::all,
                           [this, ticket, token](const ObjectPath& of, const Outcome<codec::Content>& content) {
                               std::optional<std::uint32_t> sequence;
                               if (content) sequence = observations_.add(token, of, ticket.format, *content);
                               answer_content(ticket, of, content, 0, sequence);
                           });
}

void Dispatcher::discover(Ticket ticket, const Request& request, const Located& located) {
    ticket.format = ContentFormat::link_format;
    const auto number = request.block2 ? request.block2->number : 0;
    if (number > 0) {
        if (const auto* kept = snapshots_.find(request.path, ticket.format, context_.timers.now())) {
            return answer_part(ticket, request.path, *kept, number);
        }
    }
    const auto finish = [this, ticket, number](const ObjectPath& of, const Outcome<codec::Content>& multiple) {
        const auto links =
            lwm2m::discover(context_.tree, of, attributes_, version_, multiple ? *multiple : codec::Content{});
        answer_payload(ticket, of, to_bytes(links), number, std::nullopt);
    };
    const auto* resource = located.resource;
    if (resource != nullptr && !(resource->definition->multiple && resource->definition->operations.read)) {
        return finish(request.path, codec::Content{});
    }
    context_.readings.read(request.path, Readings::Scope::multiple, finish);
}

void Dispatcher::answer_content(Ticket ticket, const ObjectPath& path, const Outcome<codec::Content>& content,
                                std::uint32_t block, std::optional<std::uint32_t> observe) {
    if (!content) return refuse(ticket, path, content.error());
    auto payload = codec::encode(ticket.format, path, *content);
    if (!payload) return refuse(ticket, path, payload.error());
    answer_payload(ticket, path, std::move(*payload), block, observe);
}

void Dispatcher::answer_payload(Ticket ticket, const ObjectPath& path, Bytes payload, std::uint32_t block,
                                std::optional<std::uint32_t> observe) {
    const bool whole = block == 0 && payload.size() <= coap::Block{.size_exponent = ticket.size_exponent}.size();
    if (block > 0) {
        answer_part(ticket, path, payload, block);
        return snapshots_.keep(path, ticket.format, std::move(payload), context_.timers.now());
    }
    coap::Message message{.code = code::content};
    message.options.reserve(whole ? 2 : 5);
    if (observe) message.add_uint(coap::OptionNumber::observe, *observe);
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(ticket.format));
    if (whole) {
        message.payload = std::move(payload);
    } else {
        add_block(message, payload, 0, ticket.size_exponent);
        snapshots_.keep(path, ticket.format, std::move(payload), context_.timers.now());
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
