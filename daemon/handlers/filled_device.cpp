// Object 3, Device: what the gateway and the module say of the device.
#include "daemon/handlers/filled_values.hpp"
#include "daemon/handlers/filler.hpp"
#include "modem/module/power.hpp"

namespace agent::daemon {
namespace {

// Values of /3/0/6 and the resource instances that /3/0/7 shares with it.
constexpr std::int64_t dc_power = 0;
constexpr std::int64_t internal_battery = 1;
constexpr lwm2m::Id instance_of_module = 0;
constexpr lwm2m::Id instance_of_battery = 1;

/// /3/0/20
std::int64_t battery_status(const HostFacts::Power& power) {
    enum : std::int64_t { normal = 0, charging = 1, complete = 2, low = 4, not_installed = 5, unknown = 6 };
    constexpr int low_level = 10;
    if (!power.battery) return not_installed;
    if (power.battery->status == "Charging") return charging;
    if (power.battery->status == "Full") return complete;
    if (power.battery->status == "Discharging") return power.battery->level.value_or(100) <= low_level ? low : normal;
    return power.battery->status == "Not charging" ? normal : unknown;
}

Known power_sources(const HostFacts::Power& power) {
    lwm2m::InstanceValues sources{{instance_of_module, dc_power}};
    if (power.battery) sources.emplace_back(instance_of_battery, internal_battery);
    return known_instances(std::move(sources));
}

Known supply_voltage(const modem::at::Reply& reply) {
    const auto millivolts = modem::module::supply::parse(reply);
    if (!millivolts) return not_known("the module does not say its supply");
    return known_instances({{instance_of_module, std::int64_t{*millivolts}}});
}

const std::string& either(const std::string& first, const std::string& second) {
    return first.empty() ? second : first;
}

}  // namespace

Filler::Ask Filler::device(lwm2m::Id resource) {
    using Say = std::function<Known()>;
    const auto of = [](Say say) -> Ask { return [say = std::move(say)](const Source::Fetched& done) { done(say()); }; };
    constexpr const char* silent = "neither the gateway nor the module says it";
    switch (resource) {
        case 0:
            return of(
                [this] { return known_text(either(host_.manufacturer(), needs_.identity().manufacturer), silent); });
        case 1:
            return of([this] { return known_text(either(host_.model(), needs_.identity().model), silent); });
        case 2:
            return of([this] { return known_text(either(host_.serial_number(), needs_.identity().imei), silent); });
        case 6:
            return of([this] { return power_sources(host_.power()); });
        case 7:
            return of_module(modem::module::supply::query(), supply_voltage);
        case 9:
            return of([this] {
                const auto battery = host_.power().battery;
                return known_integer(battery ? battery->level : std::nullopt, "there is no battery");
            });
        case 14:
            return of([this] { return known_text(utc_offset(needs_.clock()), "there is no local time"); });
        case 15:
            return of([this] { return known_text(host_.timezone(), "no time zone is set"); });
        case 18:
            return of([this] { return known_text(host_.hardware_version(), "the gateway does not say it"); });
        case 19:
            return of([this] { return known_text("lwm2m-agent " + needs_.version, silent); });
        case 20:
            return of([this] { return known_integer(battery_status(host_.power())); });
        default:
            return {};
    }
}

}  // namespace agent::daemon
