// How long to wait after a failed attempt: doubling, saturating, with jitter (LwM2M Core 1.1 §6.2.1.2).
#pragma once

#include "lwm2m/base/random.hpp"
#include "lwm2m/base/time.hpp"
#include "lwm2m/client/server_account.hpp"

namespace agent::lwm2m {

/// The wait after the `failures`-th failure in a row (1, 2, ...). Every settings.attempts-th one ends a sequence: it
/// waits settings.pause and the next sequence begins with settings.first again. 0 attempts: one endless sequence.
Duration backoff(const RetrySettings& settings, std::uint32_t failures, Random& random);

/// The waits between tries when our own device broke the last one, which says nothing about the server: from 1 s,
/// doubling, so that a device that breaks at every try waits as long as for a server in the end.
class EarlyTries {
public:
    /// At least min(`most`, 1 s, 2 s, 4 s, ...), and up to twice that.
    Duration next(Duration most, Random& random);
    /// A try reached the server and was answered.
    void reset() { tries_ = 0; }

private:
    std::uint32_t tries_ = 0;
};

}  // namespace agent::lwm2m
