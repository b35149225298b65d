// A line of gpsd's JSON protocol (gpsd_json(5)): where the gateway is, when it is a TPV report with a fix.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lwm2m/base/bytes.hpp"

namespace agent::daemon {

struct Fix {
    double latitude = 0;               // degrees, -90..90
    double longitude = 0;              // degrees, -180..180
    std::optional<std::int64_t> time;  // seconds since 1970
    std::optional<double> altitude;    // m above mean sea level
    std::optional<double> radius;      // m, horizontal
    std::optional<double> speed;       // m/s
    std::optional<double> track;       // degrees from true north
    friend bool operator==(const Fix&, const Fix&) = default;
};

/// nullopt for any other report, and for a TPV without a fix.
std::optional<Fix> parse_gpsd_report(std::string_view line);

/// Horizontal velocity (3GPP TS 23.032 §8.12): four bytes of bearing and km/h; nullopt without speed or track.
std::optional<Bytes> velocity_of(const Fix& fix);

}  // namespace agent::daemon
