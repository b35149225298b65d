// A registration that outlives the agent: on disk when the server knows us otherwise than the disk does, taken up again
// after a restart.
#include "lwm2m/client/session.hpp"

namespace agent::lwm2m {

using State = RegistrationState;

/// Of the credentials it has the identity alone: the key is nothing to be kept twice.
std::string Session::text_of(const ServerAccount& account) const {
    const auto& psk = account.psk;
    return context_.settings.endpoint + " " + account.uri.text() + " " + (psk ? psk->identity : "");
}

void Session::resume() {
    const auto short_id = account_->short_id;
    kept_ = context_.store.kept_registration(short_id);
    if (!kept_) return;
    if (kept_->account != text_of(*account_)) {
        kept_.reset();
        if (auto done = context_.store.keep_registration(short_id, std::nullopt); !done) {
            log_.warning("registration kept too long server={} reason=\"{}\"", server_, done.error().reason);
        }
        return;
    }
    ++kept_->resumed;
    if (auto done = context_.store.keep_registration(short_id, kept_); !done) {
        log_.warning("registration not kept server={} reason=\"{}\"", server_, done.error().reason);
    }
    registration_.resume(kept_->location, kept_->version, {kept_->lifetime_s, kept_->queue_mode, kept_->objects});
    dispatcher_.set_version(kept_->version);
    observations_.resume(context_.store.kept_observations(short_id), kept_->resumed);
    log_.info("resumed server={} location={}", server_, registration_.status().location);
}

/// On disk when the server knows us otherwise than the disk does.
void Session::keep_registration() {
    const auto* known = registration_.acknowledged();
    const auto state = registration_.state();
    std::optional<KeptRegistration> now;
    if (known != nullptr && state == State::registered && acknowledged_) {
        now = {.account = text_of(*account_),
               .location = registration_.location(),
               .version = registration_.status().version,
               .lifetime_s = known->lifetime_s,
               .queue_mode = known->queue_mode,
               .objects = known->objects,
               .resumed = kept_ ? kept_->resumed : 0};
    } else if (known != nullptr || (state != State::idle && state != State::disabled)) {
        return;  // what is kept holds, or will be replaced
    } else if (!registration_.is_forgotten()) {
        return;  // it may know us still: an Update after the next start tells
    }
    if (now == kept_) return;
    if (auto done = context_.store.keep_registration(account_->short_id, now); !done) {
        return log_.warning("registration not kept server={} reason=\"{}\"", server_, done.error().reason);
    }
    kept_ = std::move(now);
}

}  // namespace agent::lwm2m
