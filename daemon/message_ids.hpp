// The MESSAGE_ID of the events an operator meets (journalctl -x, systemd/lwm2m-agent.catalog).
#pragma once

#include <span>
#include <string_view>

namespace agent::daemon {

struct MessageId {
    std::string_view event;   // what a line begins with
    std::string_view detail;  // and somewhere holds; empty: anything
    std::string_view id;      // 128 bits in hexadecimal
};

std::span<const MessageId> message_ids();
/// Empty for events that have none. `text` is the whole line.
std::string_view message_id_of(std::string_view event, std::string_view text);

}  // namespace agent::daemon
