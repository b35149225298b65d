// Serving the bootstrap server: its requests go to the draft, and its Finish puts the draft into effect.
#include "lwm2m/client/bootstrap_discover.hpp"
#include "lwm2m/client/bootstrap_session.hpp"
#include "lwm2m/client/read_format.hpp"
#include "lwm2m/client/snapshots.hpp"
#include "lwm2m/codec/codec.hpp"

namespace agent::lwm2m {

using coap::ContentFormat;
using coap::Message;
namespace code = coap::code;

namespace {

bool is_finish(const Message& message) { return message.code == code::post && message.uri_path() == "/bs"; }

Operation operation_of(const Message& message, const Request& request) {
    if (message.code == code::put) return Operation::write;
    if (message.code == code::del) return Operation::remove;
    if (message.code != code::get) return Operation::unknown;
    return request.accept == ContentFormat::link_format ? Operation::discover : Operation::read;
}

Outcome<Message> with_content(ContentFormat format, const Bytes& payload, const std::optional<coap::Block>& block) {
    Message message{.code = code::content};
    message.add_uint(coap::OptionNumber::content_format, static_cast<std::uint32_t>(format));
    const auto wanted = block.value_or(coap::Block{.size_exponent = 6});
    if (wanted.number == 0 && payload.size() <= wanted.size()) {
        message.payload = payload;
    } else if (!add_block(message, payload, wanted.number, wanted.size_exponent)) {
        return bad_request("there is no such block");
    }
    return message;
}

}  // namespace

void BootstrapSession::on_request(RequestId id, const Message& message) {
    if (!account()) return exchanges_.ignore(id);
    if (finishing_) {
        return answer(id, Operation::unknown, {},
                      Failure{code::service_unavailable, "the bootstrap is being finished"});
    }
    if (is_finish(message)) return finish(id);
    const auto request = read_request(message);
    if (!request) return answer(id, Operation::unknown, {}, request.error());
    if (!request->path.is_own()) {  // LwM2M Gateway 1.1 §8.1
        return answer(id, Operation::unknown, request->path,
                      Failure{code::not_found, "a bootstrap has nothing to do with the devices behind the gateway"});
    }
    const auto operation = operation_of(message, *request);
    if (operation == Operation::unknown) {
        return answer(id, operation, request->path, Failure{code::method_not_allowed, "no operation of a bootstrap"});
    }
    serve(id, *request, operation);
}

void BootstrapSession::serve(RequestId id, const Request& request, Operation operation) {
    step(bootstrap::Asked{operation == Operation::write || operation == Operation::remove});
    if (draft_) return answer(id, operation, request.path, run(request, operation, *draft_));
    // Looking around begins nothing.
    BootstrapDraft present(host_.bootstrap_resources(), context_.tree);
    answer(id, operation, request.path, run(request, operation, present));
}

Outcome<Message> BootstrapSession::run(const Request& request, Operation operation, BootstrapDraft& draft) const {
    switch (operation) {
        case Operation::read:
            return read(request, draft);
        case Operation::discover:
            return discover(request, draft);
        case Operation::write:
            return write(request, draft);
        default:
            break;
    }
    if (auto removed = draft.remove(request.path); !removed) return removed.error();
    return Message{.code = code::deleted};
}

Outcome<Message> BootstrapSession::read(const Request& request, const BootstrapDraft& draft) const {
    if (account()->version < Version{1, 1}) return Failure{code::method_not_allowed, "1.0 has no Bootstrap-Read"};
    const auto content = draft.read(request.path);
    if (!content) return content.error();
    const auto* resource =
        request.path.size() > 2 ? core_definition(request.path.object())->find(request.path.resource()) : nullptr;
    const auto format = read_format(request, resource, context_.settings.default_format, account()->version);
    if (!format) return format.error();
    const auto payload = codec::encode(*format, request.path, *content);
    if (!payload) return payload.error();
    return with_content(*format, *payload, request.block2);
}

Outcome<Message> BootstrapSession::discover(const Request& request, const BootstrapDraft& draft) const {
    const auto& path = request.path;
    if (path.size() > 1) return bad_request(path.text() + " is no object");
    if (!path.is_root() && definition_of(path.object()) == nullptr) {
        return Failure{code::not_found, path.text() + " is not there"};
    }
    const auto links = bootstrap_discover(context_.tree, draft.resources(), path, account()->version);
    return with_content(ContentFormat::link_format, to_bytes(links), request.block2);
}

Outcome<Message> BootstrapSession::write(const Request& request, BootstrapDraft& draft) const {
    const auto& path = request.path;
    if (path.is_root()) return bad_request("a Bootstrap-Write to the root");
    if (!request.format) return Failure{code::unsupported_content_format, "a payload without a Content-Format"};
    const auto* definition = definition_of(path.object());
    if (definition == nullptr) return bad_request(path.text() + " is not an object of this device");
    auto content = codec::decode(*request.format, path, request.payload, *definition);
    if (!content) {
        // What a decoder says of the bytes may hold some of them, and these may be a key.
        if (path.object() == 0) return Failure{content.error().code, "the payload can't be read"};
        return content.error();
    }
    if (auto written = draft.write(path, std::move(*content)); !written) return written.error();
    return Message{.code = code::changed};
}

const ObjectDefinition* BootstrapSession::definition_of(Id object) const {
    if (object <= 2) return core_definition(object);
    const auto* present = context_.tree.find(object);
    return present != nullptr ? &present->definition() : nullptr;
}

void BootstrapSession::finish(RequestId id) {
    step(bootstrap::Asked{});
    const auto refuse = [&](const Failure& failure) { answer(id, Operation::bootstrap_finish, {}, failure); };
    if (!draft_) return refuse(bad_request("no bootstrap is under way"));
    const auto& clock = context_.settings.clock;
    draft_->settle(clock ? std::optional(Time{clock()}) : std::nullopt);
    if (const auto checked = context_.accounts.check(draft_->resources()); !checked) return refuse(checked.error());
    finishing_ = true;
    const auto session = session_;
    // What goes to other objects and the accounts are one transaction: all of it is in effect, or nothing.
    context_.writings.write(
        {.parts = draft_->pending(),
         .replace = true,
         .keep = [this, session](std::vector<Change> changes) { return keep(session, std::move(changes)); },
         .written = [this](const ObjectPath& resource,
                           const ResourceValue* value) { context_.written(resource, value, bootstrap_index); },
         .done = [this, id, session](const Outcome<void>& outcome) { finished(id, session, outcome); }});
}

Outcome<void> BootstrapSession::keep(std::uint32_t session, std::vector<Change> changes) {
    if (session != session_) return Failure{code::not_acceptable, "the bootstrap is over"};
    const auto accounts = context_.accounts.check(draft_->resources());
    if (!accounts) return accounts.error();
    auto kept = host_.keep_bootstrap(draft_->resources(), std::move(changes));
    not_kept_ = !kept;
    return kept;
}

void BootstrapSession::finished(RequestId id, std::uint32_t session, const Outcome<void>& outcome) {
    if (session != session_) return;
    finishing_ = false;
    const bool not_kept = std::exchange(not_kept_, false);
    if (!outcome) {
        // Whatever a handler has against it: the server asked for what can't be.
        const auto why = not_kept ? outcome.error().code : code::not_acceptable;
        return answer(id, Operation::bootstrap_finish, {}, Failure{why, outcome.error().reason});
    }
    auto accounts = *context_.accounts.check(draft_->resources());
    log_.info("bootstrap finished servers={}", accounts.servers.size());
    draft_.reset();
    ++session_;
    step(bootstrap::Finished{});
    answer(id, Operation::bootstrap_finish, {}, Message{.code = code::changed});
    adopt_timer_ = context_.timers.after(Duration::zero(), [this, list = std::move(accounts)] {
        adopt_timer_ = TimerId::none;
        host_.on_bootstrapped(list);
    });
}

void BootstrapSession::answer(RequestId id, Operation operation, const ObjectPath& path, Outcome<Message> outcome) {
    if (!outcome) {
        const auto& failure = outcome.error();
        log_.warning("refused operation=\"{}\" path={} code={} reason=\"{}\"", name_of(operation), path.text(),
                     failure.code.text(), failure.reason);
    }
    auto message = outcome ? std::move(*outcome) : Message{.code = outcome.error().code};
    const auto response = message.code;
    exchanges_.respond(id, std::move(message));
    context_.listener.on_operation(bootstrap_index, operation, path, response);
}

}  // namespace agent::lwm2m
