#include "lwm2m/model/store.hpp"

#include <algorithm>

namespace agent::lwm2m {

void KeptBacklog::apply(const BacklogChange& change) {
    account = change.account;
    for (auto& notification : notifications)
        if (notification.id >= change.shifted_from) notification.time += change.shift;
    for (const auto& notification : change.added) {
        notifications.push_back(notification);
        last_id = notification.id;
    }
    for (const auto* gone : {&change.delivered, &change.dropped})
        for (const auto id : *gone)
            std::erase_if(notifications, [id](const KeptNotification& other) { return other.id == id; });
    delivered += change.delivered.size() + change.delivered_unkept;
    dropped += change.dropped.size() + change.dropped_unkept;
}

}  // namespace agent::lwm2m
