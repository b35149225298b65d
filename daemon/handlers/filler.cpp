#include "daemon/handlers/filler.hpp"

#include <algorithm>
#include <stdexcept>

#include "daemon/handlers/error_code_resource.hpp"
#include "daemon/handlers/filled_values.hpp"
#include "modem/module/signal.hpp"

namespace agent::daemon {
namespace {

const lwm2m::ObjectPath error_code_path(3, 0, 11);
const lwm2m::ObjectPath location_path(6, 0);

class AskingSource final : public Source {
public:
    using Ask = std::function<void(Fetched)>;
    explicit AskingSource(Ask ask) : ask_(std::move(ask)) {}
    void fetch(Fetched done) override {
        ask_([done = std::move(done), alive = std::weak_ptr(alive_)](Known value) {
            if (!alive.expired()) done(std::move(value));
        });
    }

private:
    Ask ask_;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);  // what is asked for may come when we are gone
};

class Action final : public lwm2m::ResourceHandler {
public:
    explicit Action(std::function<void()> act) : act_(std::move(act)) {}
    void execute(std::string_view /*arguments*/, Done done) override {
        act_();
        done({});
    }

private:
    std::function<void()> act_;
};

}  // namespace

Filler::Filler(Needs needs)
    : needs_(std::move(needs)), host_(needs_.root), replies_(needs_.execute_at, needs_.loop.timers()) {}

std::unique_ptr<Source> Filler::source(const lwm2m::ObjectPath& path, const config::FillSettings& settings) {
    Ask ask;
    if (path.object() == 3) ask = device(path.resource());
    if (path.object() == 4) ask = monitoring(path.resource());
    if (path.object() == 6) ask = location(path.resource(), settings);
    if (path.object() == 7) ask = statistics_value(path.resource());
    if (path.object() == 10) ask = cellular(path.resource());
    if (!ask) throw std::logic_error("nothing fills " + path.text());
    return std::make_unique<AskingSource>(std::move(ask));
}

std::unique_ptr<lwm2m::ResourceHandler> Filler::handler(const lwm2m::ObjectPath& path,
                                                        const config::FillSettings& settings, Duration refresh) {
    if (path == error_code_path) {
        return std::make_unique<ErrorCodeResource>(
            errors_, [this, settings](auto done) { look_for_errors(settings, std::move(done)); }, refresh,
            needs_.loop.timers());
    }
    if (path == lwm2m::ObjectPath(3, 0, 12)) return std::make_unique<Action>([this] { errors_.reset(); });
    if (path == lwm2m::ObjectPath(7, 0, 6))
        return std::make_unique<Action>([this] { statistics_.start(now(), needs_.collection_period()); });
    if (path == lwm2m::ObjectPath(7, 0, 7)) return std::make_unique<Action>([this] { statistics_.stop(); });
    return nullptr;
}

Filler::Ask Filler::statistics_value(lwm2m::Id resource) {
    using Statistic = std::int64_t (ConnectivityStatistics::*)() const;
    const auto of = [this](Statistic statistic) -> Ask {
        return [this, statistic](const Source::Fetched& done) { done(known_integer((statistics_.*statistic)())); };
    };
    switch (resource) {
        case 2:
            return of(&ConnectivityStatistics::sent_kilobytes);
        case 3:
            return of(&ConnectivityStatistics::received_kilobytes);
        case 4:
            return of(&ConnectivityStatistics::largest_message);
        case 5:
            return of(&ConnectivityStatistics::average_message);
        default:
            return {};
    }
}

Filler::Ask Filler::location(lwm2m::Id resource, const config::FillSettings& settings) {
    using ReadFix = std::function<Known(const Fix&)>;
    const auto of = [this, &settings](ReadFix read) -> Ask {
        if (!gpsd_) gpsd_.emplace(needs_.loop, settings);
        return [this, read = std::move(read)](const Source::Fetched& done) {
            gpsd_->locate([this, read, done](const lwm2m::Outcome<Fix>& fix) {
                const bool works = fix || fix.error().code == coap::code::not_found;
                errors_.report(ErrorCode::gps, location_path, !works);
                done(fix ? read(*fix) : Known(fix.error()));
            });
        };
    };
    constexpr const char* unsaid = "gpsd does not say it";
    switch (resource) {
        case 0:
            return of([](const Fix& fix) { return known(lwm2m::Value(fix.latitude)); });
        case 1:
            return of([](const Fix& fix) { return known(lwm2m::Value(fix.longitude)); });
        case 2:
            return of([](const Fix& fix) { return known_number(fix.altitude, unsaid); });
        case 3:
            return of([](const Fix& fix) { return known_number(fix.radius, unsaid); });
        case 4:
            return of([](const Fix& fix) {
                const auto velocity = velocity_of(fix);
                return velocity ? known(lwm2m::Value(*velocity)) : Known(not_known(unsaid));
            });
        case 5:
            // A receiver that has no time yet: the fix is of now.
            return of([this](const Fix& fix) {
                return known(lwm2m::Value(lwm2m::Time{fix.time ? *fix.time : needs_.clock()}));
            });
        case 6:
            return of([](const Fix& fix) { return known_number(fix.speed, unsaid); });
        default:
            return {};
    }
}

Duration collection_period(lwm2m::ObjectTree& tree) {
    const auto* resource = tree.find_resource({7, 0, 8});
    const auto* held = resource != nullptr ? resource->handler->cached() : nullptr;
    const auto* value = held != nullptr ? std::get_if<lwm2m::Value>(held) : nullptr;
    const auto* seconds = value != nullptr ? std::get_if<std::int64_t>(value) : nullptr;
    constexpr std::int64_t longest = 100 * 365 * 24 * 3600LL;
    return std::chrono::seconds(seconds != nullptr ? std::clamp(*seconds, std::int64_t{0}, longest) : 0);
}

void Filler::look_at_host(const config::FillSettings& settings) {
    if (const auto available = host_.memory_available()) {
        errors_.report(ErrorCode::out_of_memory, error_code_path, *available * 1024 < settings.low_memory);
    }
    constexpr int low_battery = 10;
    const auto power = host_.power();
    const bool low =
        power.battery && power.battery->status == "Discharging" && power.battery->level.value_or(100) <= low_battery;
    errors_.report(ErrorCode::low_battery, error_code_path, low);
    errors_.report(ErrorCode::external_power_off, error_code_path, power.mains == false);
}

void Filler::look_for_errors(const config::FillSettings& settings, std::function<void()> done) {
    namespace quality = modem::module::extended_signal_quality;
    look_at_host(settings);
    replies_.ask(quality::query(), [this, settings, done = std::move(done)](const Result<modem::at::Reply>& reply) {
        const auto signal = reply ? quality::parse(*reply) : reply.error();
        if (signal && signal->rsrp_dbm) {
            errors_.report(ErrorCode::low_signal, error_code_path, *signal->rsrp_dbm <= settings.low_signal_dbm);
        }
        done();
    });
}

}  // namespace agent::daemon
