#include "daemon/firmware/firmware.hpp"

#include <array>

#include "daemon/firmware/http_fetch.hpp"
#include "lwm2m/base/shown_uri.hpp"

namespace agent::daemon {

namespace code = coap::code;
namespace firmware = lwm2m::firmware;
using firmware::Record;
using firmware::State;
using lwm2m::ObjectPath;
using lwm2m::Outcome;

namespace {

const ObjectPath uri_path(5, 0, 1);
const ObjectPath state_path(5, 0, 3);
const ObjectPath result_path(5, 0, 5);
const ObjectPath name_path(5, 0, 6);
const ObjectPath version_path(5, 0, 7);

lwm2m::ResourceValue number(auto value) { return lwm2m::Value(static_cast<std::int64_t>(value)); }

/// A number of 0..most that was kept; 0 when there is none.
std::int64_t kept_number(const lwm2m::Store& store, const ObjectPath& path, std::int64_t most) {
    const auto kept = store.kept(path);
    const auto* single = kept ? std::get_if<lwm2m::Value>(&*kept) : nullptr;
    const auto* value = single ? std::get_if<std::int64_t>(single) : nullptr;
    return value != nullptr && *value >= 0 && *value <= most ? *value : 0;
}

lwm2m::Failure not_receiving() { return {code::request_entity_incomplete, "the package is not being received"}; }

bool is_http(std::string_view uri) { return uri.size() > 4 && (uri[0] == 'h' || uri[0] == 'H'); }

}  // namespace

Firmware::Firmware(const config::FirmwareSettings& settings, FirmwareContext context, lwm2m::ObjectTree& tree)
    : settings_(settings),
      context_(std::move(context)),
      timers_(context_.loop.timers()),
      log_(context_.log.named("firmware")),
      tree_(tree),
      file_(context_.directory / "firmware", settings.max_size, log_),
      installation_(settings, file_.path(), tree, context_.store, context_.processes, timers_, log_),
      coap_(context_.coap, timers_, context_.random, log_, context_.transport),
      http_(std::make_unique<HttpFetch>(HttpSettings{.program = context_.fetch_program, .ca = settings.ca},
                                        context_.loop)) {
    load();
    add_firmware_resources(tree, *this);
}

Firmware::~Firmware() { timers_.cancel(notify_timer_); }

void Firmware::load() {
    record_.state = static_cast<State>(kept_number(context_.store, state_path, 3));
    record_.result = static_cast<UpdateResult>(kept_number(context_.store, result_path, 9));
    const auto kept = context_.store.kept(uri_path);
    const auto* single = kept ? std::get_if<lwm2m::Value>(&*kept) : nullptr;
    if (const auto* uri = single ? std::get_if<std::string>(single) : nullptr) record_.uri = *uri;
    told_ = record_;
}

void Firmware::start() {
    if (record_.state != State::idle) log_.info("firmware_taken_up state={}", name_of(record_.state));
    post(firmware::Restarted{.complete = file_.complete()});
}

void Firmware::stop() {
    pull_.reset();
    installation_.stop();
}

Outcome<void> Firmware::keep(const Record& record) {
    if (record == record_) return {};
    const std::array changes{lwm2m::Change{uri_path, lwm2m::Value(record.uri)},
                             lwm2m::Change{state_path, number(record.state)},
                             lwm2m::Change{result_path, number(record.result)}};
    return context_.store.keep(changes);
}

Outcome<Firmware::Effect> Firmware::take(const Event& event) {
    auto step = firmware::next(record_, event);
    if (!step) return step.error();
    if (auto kept = keep(step->record); !kept) return kept.error();
    become(std::move(step->record));
    return step->effect;
}

void Firmware::post(const Event& event) {
    auto step = firmware::next(record_, event);
    if (!step) return;
    if (auto kept = keep(step->record); !kept) log_.error("firmware_state_not_kept reason=\"{}\"", kept.error().reason);
    become(std::move(step->record));
    perform(step->effect);
}

void Firmware::become(Record record) {
    if (record.state != record_.state || record.result != record_.result) {
        log_.info("firmware_state state={} result=\"{}\" uri={}", name_of(record.state), name_of(record.result),
                  shown_uri(record.uri));
    }
    record_ = std::move(record);
    notify_later();
}

void Firmware::notify_later() {
    timers_.cancel(notify_timer_);
    notify_timer_ = timers_.after(Duration::zero(), [this] {
        const auto before = std::exchange(told_, record_);
        if (before.state != record_.state) tree_.changed(state_path);
        if (before.result != record_.result) tree_.changed(result_path);
        if (before.uri != record_.uri) tree_.changed(uri_path);
        if (before.result == record_.result || record_.result != UpdateResult::success) return;
        for (const auto& path : {name_path, version_path})
            if (tree_.find_resource(path) != nullptr) tree_.changed(path);
    });
}

void Firmware::perform(Effect effect) {
    switch (effect) {
        case Effect::none:
        case Effect::receive:  // begin() makes the place
            return;
        case Effect::discard:
            pull_.reset();
            installation_.stop();
            return file_.discard();
        case Effect::fetch:
            file_.discard();
            return pull();
        case Effect::resume:
            return pull();
        case Effect::verify:
            return installation_.verify([this](UpdateResult verdict) { post(firmware::Verified{verdict}); });
        case Effect::install:
            return installation_.install([this](const Event& how) { post(how); });
        case Effect::confirm:
            return installation_.confirm([this](const Event& how) { post(how); });
    }
}

void Firmware::pull() {
    auto& fetch = is_http(record_.uri) ? *http_ : static_cast<firmware::PackageFetch&>(coap_);
    pull_ = std::make_unique<firmware::PackagePull>(fetch, file_, settings_.retry, timers_, context_.random, log_);
    pull_->start(record_.uri, [this](UpdateResult result) { on_pulled(result); });
}

void Firmware::on_pulled(UpdateResult result) {
    if (result == UpdateResult::initial) result = file_.seal();
    if (result == UpdateResult::initial) return post(firmware::Received{});
    fail(result);
}

void Firmware::fail(UpdateResult why) {
    file_.discard();  // makes the room that keeping the state may need
    post(firmware::TransferFailed{why});
}

Outcome<void> Firmware::prepare(const Event& written) {
    before_ = record_;
    auto effect = take(written);
    if (!effect) return effect.error();
    prepared_ = *effect;
    return {};
}

void Firmware::commit() { perform(std::exchange(prepared_, Effect::none)); }

void Firmware::revert() {
    prepared_ = Effect::none;
    if (auto kept = keep(before_); !kept) log_.error("firmware_state_not_kept reason=\"{}\"", kept.error().reason);
    become(before_);
}

Outcome<void> Firmware::update() {
    const auto effect = take(firmware::UpdateExecuted{});
    if (!effect) return effect.error();
    perform(*effect);
    return {};
}

firmware::Event Firmware::uri_event(const std::string& uri) const {
    return firmware::UriWritten{uri, firmware::check_uri(uri, settings_.pull)};
}

Outcome<lwm2m::TransferId> Firmware::begin(std::optional<std::size_t> total) {
    if (!settings_.push) return lwm2m::Failure{code::method_not_allowed, "packages are pulled, not pushed"};
    if (auto effect = take(firmware::PackageArrives{}); !effect) return effect.error();
    if (const auto result = file_.restart(total, {}); result != UpdateResult::initial)
        return give_up(result, code::request_entity_too_large, "there is no room for the package");
    return lwm2m::TransferId{++last_transfer_};
}

bool Firmware::is_receiving(lwm2m::TransferId transfer) const {
    return transfer == lwm2m::TransferId{last_transfer_} && record_.state == State::downloading &&
           record_.uri.empty() && !file_.complete();
}

Outcome<void> Firmware::append(lwm2m::TransferId transfer, std::size_t offset, BytesView bytes) {
    if (!is_receiving(transfer)) return not_receiving();
    if (offset != file_.size())
        return give_up(UpdateResult::connection_lost, code::request_entity_incomplete, "a part of the package is lost");
    if (const auto result = file_.add(bytes); result != UpdateResult::initial)
        return give_up(result, code::request_entity_too_large, "there is no room for the package");
    return {};
}

void Firmware::finish(lwm2m::TransferId transfer, Done done) {
    if (!is_receiving(transfer)) return done(not_receiving());
    if (const auto result = file_.seal(); result != UpdateResult::initial)
        return done(give_up(result, code::internal_server_error, "the package cannot be kept"));
    post(firmware::Received{});
    done({});
}

void Firmware::abort(lwm2m::TransferId transfer) {
    if (is_receiving(transfer)) fail(UpdateResult::connection_lost);
}

lwm2m::Failure Firmware::give_up(UpdateResult why, coap::Code code, std::string reason) {
    fail(why);
    return {code, std::move(reason)};
}

}  // namespace agent::daemon
