// The operations on several paths at once: Read-, Observe- and Write-Composite (LwM2M Core 1.1 §6.3.8, §6.3.9, §6.4.4).
#include <memory>

#include "lwm2m/client/dispatcher.hpp"
#include "lwm2m/client/object_list.hpp"

namespace agent::lwm2m {

namespace code = coap::code;

void Dispatcher::serve_composite(Ticket ticket, const Request& request, const coap::Message& message) {
    const auto fail = [&](const Failure& failure) { refuse(ticket, {}, failure); };
    const bool first = !request.block2 || request.block2->number == 0;
    if (!first && request.payload.empty()) return answer_rest(ticket, request);
    if (!request.format) return fail({code::unsupported_content_format, "a payload without a Content-Format"});
    if (request.operation == Operation::write_composite) return write_composite(ticket, request);
    auto paths = codec::decode_paths(*request.format, request.payload);
    if (!paths) return fail(paths.error());
    ticket.format = request.accept.value_or(*request.format);
    if (!codec::can_be_composite(ticket.format)) {
        const auto number = static_cast<unsigned>(ticket.format);
        return fail({code::not_acceptable, "several paths in content format " + std::to_string(number)});
    }
    ticket.selection = entity_tag(request.payload);
    auto all = expand(context_.tree, std::move(*paths));
    if (request.operation == Operation::observe_composite && first) {
        return observe_composite(ticket, request, std::move(all), message.token);
    }
    if (request.operation == Operation::cancel_composite) observations_.cancel(message.token);
    read_composite(ticket, request, all);
}

/// Requests for the later blocks need not repeat their payload (RFC 7959 §3.3); those of Californium do not.
void Dispatcher::answer_rest(Ticket ticket, const Request& request) {
    const auto* last = snapshots_.last({}, request.accept, context_.timers.now());
    if (last == nullptr) return refuse(ticket, {}, bad_request("a later block of what is not kept"));
    ticket.format = last->key.format;
    answer_part(ticket, {}, last->payload, request.block2->number);
}

void Dispatcher::read_composite(Ticket ticket, const Request& request, const std::vector<ObjectPath>& paths) {
    const auto block = request.block2 ? request.block2->number : 0;
    if (block > 0) {
        if (const auto* kept = snapshots_.find(snapshot_of(ticket, {}), context_.timers.now())) {
            return answer_part(ticket, {}, *kept, block);
        }
    }
    read_group(context_, server_, paths,
               [this, ticket, block](const Group& group) { answer_group(ticket, group, block, std::nullopt); });
}

void Dispatcher::observe_composite(Ticket ticket, const Request& request, std::vector<ObjectPath> paths,
                                   const coap::Token& token) {
    const auto own = own_attributes(request.query, nullptr);
    if (!own) return refuse(ticket, {}, own.error());
    auto read = std::make_shared<const std::vector<ObjectPath>>(std::move(paths));
    read_group(context_, server_, *read, [this, ticket, token, own = *own, read](const Group& group) {
        if (!exchanges_.is_pending(ticket.id)) return;
        std::optional<std::uint32_t> sequence;
        if (!group.is_empty() || !group.failure) {
            sequence = observations_.add_composite(token, *read, ticket.format, ticket.selection, own, group.objects);
        }
        answer_group(ticket, group, 0, sequence);
    });
}

void Dispatcher::answer_group(Ticket ticket, const Group& group, std::uint32_t block,
                              std::optional<std::uint32_t> observe) {
    if (group.is_empty() && group.failure) return refuse(ticket, {}, *group.failure);
    auto payload = codec::encode_composite(ticket.format, group.objects);
    if (!payload) return refuse(ticket, {}, payload.error());
    answer_payload(ticket, {}, std::move(*payload), block, observe);
}

void Dispatcher::write_composite(Ticket ticket, const Request& request) {
    const auto fail = [&](const Failure& failure) { refuse(ticket, {}, failure); };
    if (!request.query.empty()) return fail(bad_request("a Write-Composite with a query"));
    auto objects = codec::decode_composite(
        *request.format, request.payload, [this](const ObjectPath& path) -> const ObjectDefinition* {
            const auto* object = is_hidden(path) ? nullptr : context_.tree.find(path);
            return object != nullptr ? &object->definition() : nullptr;
        });
    if (!objects) return fail(objects.error());
    std::vector<Writings::Part> parts;
    for (auto& object : *objects) {
        for (auto& instance : object.content) {
            const auto path = object.path() / instance.id;
            if (!context_.access.allows(server_, Operation::write_composite, path)) {
                return fail({code::unauthorized, "object 2 does not let this server write " + path.text()});
            }
            parts.push_back({path, {std::move(instance)}});
        }
    }
    context_.writings.write(
        {.parts = std::move(parts),
         .replace = false,
         .written = [this](const ObjectPath& resource,
                           const ResourceValue* value) { context_.written(resource, value, server_); },
         .done = [this, ticket](const Outcome<void>& outcome) { answer(ticket, {}, outcome); }});
}

}  // namespace agent::lwm2m
