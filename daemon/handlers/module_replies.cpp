#include "daemon/handlers/module_replies.hpp"

#include <utility>

namespace agent::daemon {

void ModuleReplies::ask(const modem::at::Command& command, Done done) {
    auto& entry = entries_[command.text()];
    if (entry.reply && timers_.now() - entry.received_at < shared_for) {
        const Result<modem::at::Reply> reply = *entry.reply;
        return done(reply);
    }
    entry.waiting.push_back(std::move(done));
    if (entry.waiting.size() > 1) return;
    execute_at_(command, [this, &entry, alive = std::weak_ptr(alive_)](const Result<modem::at::Reply>& reply) {
        if (alive.expired()) return;
        entry.reply = reply ? std::optional(*reply) : std::nullopt;
        entry.received_at = timers_.now();
        for (const auto& waiting : std::exchange(entry.waiting, {})) waiting(reply);
    });
}

}  // namespace agent::daemon
