// The operations that make instances come and go: Create and Delete.
#include "lwm2m/client/dispatcher.hpp"
#include "lwm2m/codec/codec.hpp"
#include "lwm2m/codec/naming.hpp"

namespace agent::lwm2m {

namespace code = coap::code;

void Dispatcher::create(Ticket ticket, const Request& request, const Located& located) {
    const auto& path = request.path;
    const auto& definition = located.object->definition();
    if (located.object->factory() == nullptr || !definition.multiple) {
        return refuse(ticket, path, not_allowed(request.operation, path));
    }
    if (!request.query.empty()) return refuse(ticket, path, bad_request("a Create with a query"));
    if (!request.format) return refuse(ticket, path, bad_request("a Create without a Content-Format"));
    auto content = codec::decode(*request.format, path, request.payload, definition);
    if (!content) return refuse(ticket, path, content.error());
    if (content->size() > 1) return refuse(ticket, path, bad_request("more than one instance"));
    std::optional<Id> wanted;
    if (codec::names_instance(*request.format, request.payload) && !content->empty()) wanted = content->front().id;
    GivenValues given;
    if (!content->empty()) {
        for (auto& resource : content->front().resources) given.emplace_back(resource.id, std::move(resource.value));
    }
    const auto also = [this](const ObjectPath& instance) { return context_.access.ownership(instance, server_); };
    context_.instances.create(path, wanted, std::move(given), also,
                              [this, ticket, path, wanted](const Outcome<ObjectPath>& created) {
                                  if (!created) return refuse(ticket, path, created.error());
                                  context_.access.created(*created, server_);
                                  coap::Message message{.code = code::created};
                                  // The server knows the id that it has chosen itself.
                                  if (!wanted) add_location(message, *created);
                                  reply(ticket, *created, std::move(message));
                              });
}

void Dispatcher::add_location(coap::Message& message, const ObjectPath& instance) {
    if (!instance.is_own()) message.add_string(coap::OptionNumber::location_path, instance.device().text());
    for (const auto id : {instance.object(), instance.instance()}) {
        message.add_string(coap::OptionNumber::location_path, std::to_string(id));
    }
}

void Dispatcher::remove(Ticket ticket, const Request& request, const Located& located) {
    const auto& path = request.path;
    if (located.instance->kind() == InstanceKind::fixed || !located.object->definition().multiple) {
        return refuse(ticket, path, not_allowed(request.operation, path));
    }
    context_.instances.remove(path, [this, ticket, path](const Outcome<void>& removed) {
        if (!removed) return refuse(ticket, path, removed.error());
        reply(ticket, path, {.code = code::deleted});
    });
}

}  // namespace agent::lwm2m
