#include "lwm2m/client/package_pull.hpp"

#include <algorithm>

#include "lwm2m/base/shown_uri.hpp"
#include "lwm2m/client/backoff.hpp"

namespace agent::lwm2m::firmware {

void PackagePull::start(std::string uri, Done done) {
    stop();
    uri_ = std::move(uri);
    done_ = std::move(done);
    failures_ = 0;
    furthest_ = place_.size();
    attempt();
}

void PackagePull::stop() {
    timers_.cancel(timer_);
    done_ = nullptr;
    fetch_.stop();
}

void PackagePull::attempt() {
    FetchFrom from{.uri = uri_, .offset = place_.size(), .validator = place_.validator()};
    // Bytes that nothing identifies can't be told from those of another file.
    if (from.validator.empty()) from.offset = 0;
    log_.info("package_requested uri={} offset={}", shown_uri(uri_), from.offset);
    fetch_.start(from, *this);
}

bool PackagePull::on_begin(std::size_t offset, std::optional<std::size_t> total, const std::string& validator) {
    const bool goes_on = offset > 0 && offset == place_.size();
    return goes_on || take(place_.restart(total, validator));
}

bool PackagePull::on_bytes(BytesView bytes) {
    const auto added = place_.add(bytes);
    if (place_.size() > furthest_) {
        furthest_ = place_.size();
        failures_ = 0;
    }
    return take(added);
}

bool PackagePull::take(UpdateResult result) {
    if (result == UpdateResult::initial) return true;
    // Later: the fetch is in the middle of its own work.
    timer_ = timers_.after(Duration::zero(), [this, result] { finish(result); });
    return false;
}

void PackagePull::on_end(const FetchEnd& end) {
    if (end.result == UpdateResult::initial) return finish(UpdateResult::initial);
    ++failures_;
    const bool again = end.transient && failures_ < std::max(retry_.attempts, 1U);
    log_.warning("package_interrupted uri={} received={} reason=\"{}\" effect=\"{}\"", shown_uri(uri_), place_.size(),
                 end.reason, again ? "it is asked for again" : "the download ends");
    if (!again) return finish(end.result);
    timer_ = timers_.after(backoff(retry_, failures_, random_), [this] { attempt(); });
}

void PackagePull::finish(UpdateResult result) {
    timers_.cancel(timer_);
    if (const auto done = std::exchange(done_, nullptr)) done(result);
}

}  // namespace agent::lwm2m::firmware
