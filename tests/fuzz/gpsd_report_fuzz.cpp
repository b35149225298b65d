// A line of gpsd's: a fix is on the globe, whatever else the line holds.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "daemon/handlers/gpsd_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace agent;
    const auto fix = daemon::parse_gpsd_report(as_text({data, size}));
    if (!fix) return 0;
    if (std::fabs(fix->latitude) > 90 || std::fabs(fix->longitude) > 180) std::abort();
    const auto velocity = daemon::velocity_of(*fix);
    if (velocity && (velocity->size() != 4 || velocity->at(0) > 1)) std::abort();
    return 0;
}
