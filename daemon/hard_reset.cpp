#include "daemon/hard_reset.hpp"

#include <utility>

namespace agent::daemon {

std::function<void(modem::Recovery::HardResetDone)> hard_reset(const modem::RecoverySettings& settings,
                                                               ProcessRunner& processes) {
    return [&settings, &processes](modem::Recovery::HardResetDone done) {
        processes.run({.argv = settings.hard_reset, .timeout = settings.hard_reset_timeout},
                      [done = std::move(done)](const lwm2m::Outcome<std::string>& output) {
                          done(output ? std::string() : output.error().reason);
                      });
    };
}

}  // namespace agent::daemon
