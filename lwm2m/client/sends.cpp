#include "lwm2m/client/sends.hpp"

#include <algorithm>

namespace agent::lwm2m {
namespace {

namespace code = coap::code;
using coap::OptionNumber;

}  // namespace

Sends::Sends(ServerIndex server, Context& context, Exchanges& exchanges, Source& source)
    : server_(server), context_(context), exchanges_(exchanges), source_(source), log_(context.log.named("send")) {}

Outcome<void> Sends::check(std::span<const ObjectPath> paths) const {
    if (is_muted()) return Failure{code::forbidden, "the server has muted Send"};
    if (version_ < Version{1, 1}) return Failure{code::method_not_allowed, "the server knows no Send"};
    if (jobs_.size() >= context_.settings.most_sends) return Failure{code::service_unavailable, "too many wait"};
    if (paths.empty()) return bad_request("nothing to send");
    const auto is_root = [](const ObjectPath& path) { return path.is_root(); };
    if (std::ranges::any_of(paths, is_root)) return bad_request("/ is too much to send");
    return {};
}

void Sends::send(std::span<const ObjectPath> paths, Done done) {
    if (auto checked = check(paths); !checked) {
        log_.info("not sent server={} reason=\"{}\"", server_, checked.error().reason);
        return done(checked.error());
    }
    const auto id = ++last_id_;
    auto& job = jobs_.emplace_back();
    job.id = id;
    job.path = paths.front();
    job.done = std::move(done);
    read_group(context_, server_, paths, [this, id](const Group& group) { on_read(id, group); });
}

Sends::Job* Sends::find(std::uint32_t id) {
    const auto found = std::ranges::find(jobs_, id, &Job::id);
    return found != jobs_.end() ? &*found : nullptr;
}

void Sends::on_read(std::uint32_t id, const Group& group) {
    auto* job = find(id);
    if (job == nullptr) return;
    if (group.failure) return finish(id, Failure(*group.failure));
    job->format = context_.settings.send_format;  // another may be configured before it is this one's turn
    auto payload = codec::encode_composite(job->format, group.objects);
    if (!payload) return finish(id, payload.error());
    job->payload = std::move(*payload);
    drive();
}

void Sends::set_running(bool running, Version version) {
    version_ = version;
    if (running_ == running) return;
    running_ = running;
    if (running) return drive();
    exchanges_.abandon_request(Purpose::send);
    sending_ = 0;  // sent again when the server can be reached
    source_sends_ = false;
}

void Sends::forget() {
    set_running(false, version_);
    for (auto& job : std::exchange(jobs_, {})) {
        job.done(Failure{code::gateway_timeout, "a bootstrap put another server in the place of this one"});
    }
}

void Sends::drive() {
    if (!running_ || sending_ != 0 || source_sends_) return;
    const auto ready = std::ranges::find_if(jobs_, [](const Job& job) { return !job.payload.empty(); });
    if (ready == jobs_.end()) return drive_source();
    if (is_muted()) return finish(ready->id, Failure{code::forbidden, "the server has muted Send"});
    sending_ = ready->id;
    exchanges_.request(
        message_of(ready->format, ready->payload),
        [this](const coap::Message* response, std::string_view why) { on_response(response, why); }, Purpose::send);
}

void Sends::drive_source() {
    auto payload = source_.take();
    if (!payload) return;
    source_sends_ = true;
    exchanges_.request(
        message_of(context_.settings.send_format, std::move(*payload)),
        [this](const coap::Message* response, std::string_view) {
            source_sends_ = false;
            source_.on_answered(response);
            drive();
        },
        Purpose::send);
}

coap::Message Sends::message_of(coap::ContentFormat format, Bytes payload) const {
    const auto& uri = context_.accounts.server(server_).uri;
    coap::Message message{.code = code::post};
    for (const auto& segment : uri.path) message.add_string(OptionNumber::uri_path, segment);
    message.add_string(OptionNumber::uri_path, "dp");
    message.add_uint(OptionNumber::content_format, static_cast<std::uint32_t>(format));
    for (const auto& part : uri.query) message.add_string(OptionNumber::uri_query, part);
    message.payload = std::move(payload);
    return message;
}

void Sends::on_response(const coap::Message* response, std::string_view why) {
    const auto id = std::exchange(sending_, 0);
    if (response == nullptr) return finish(id, Failure{code::gateway_timeout, std::string(why)});
    if (response->code == code::changed) return finish(id, {});
    finish(id, Failure{response->code, "Send answered " + response->code.name()});
}

void Sends::finish(std::uint32_t id, const Outcome<void>& outcome) {
    const auto place = std::ranges::find(jobs_, id, &Job::id);
    const auto done = std::move(place->done);
    const auto path = place->path;
    jobs_.erase(place);
    if (!outcome)
        log_.warning("not sent server={} path={} reason=\"{}\"", server_, path.text(), outcome.error().reason);
    context_.listener.on_operation(server_, Operation::send, path, outcome ? code::changed : outcome.error().code);
    done(outcome);
    drive();
}

}  // namespace agent::lwm2m
