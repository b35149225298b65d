#include "daemon/message_ids.hpp"

#include <algorithm>
#include <array>

namespace agent::daemon {
namespace {

constexpr std::string_view handler_fails = "23d659106dbd42109cb52cb5e2c7046a";

constexpr std::array<MessageId, 24> known{{{"registered", "", "7d43e2553bc843d99561a13b060eb9be"},
                                           {"not registered", "", "bcedb4f8b24348379fa1f48ffaabb55f"},
                                           {"port_missing", "", "79eb5f768e5741009843837f89fb388a"},
                                           {"port_open", "", "f0fb934db5f949a5a8feece488478aa5"},
                                           {"modem_silent", "", "34e2c94374274c43a02b9924f9929b94"},
                                           {"modem_recovery", "", "20c47839bd4d4580831e89853ff30ac9"},
                                           {"hard_reset_failed", "", "ccb85079ffd04d82afb3d6193e377388"},
                                           {"modem_state", "state=ready", "a2e908c7b4254f0f8635ad6faf8d0aae"},
                                           {"sim_pin_refused", "", "848ae9f6007f42fcbc3295a7cd2db81d"},
                                           {"bootstrap finished", "", "609c5bed74e34bf5886ef71fc2c286ae"},
                                           {"bootstrap failed", "", "e505103d944747538d63e54e148b71d4"},
                                           {"configuration_refused", "", "e873a56f1d9c4c8abbe53c79154ba8bd"},
                                           {"configuration_reloaded", "", "be1331eefff44154924a4ffea70d6955"},
                                           {"reload_refused", "", "4d8c32a99f4642c1907bcc836be76a7d"},
                                           {"source_failed", "", handler_fails},
                                           {"execute_failed", "", handler_fails},
                                           {"execute failed", "", handler_fails},
                                           {"write failed", "", handler_fails},
                                           {"source_recovered", "", "41dcf86ec1624f8181a1fadb1d8889a8"},
                                           {"state_set_aside", "", "46b8600689eb40e98a2b29d80da82508"},
                                           {"state_read_only", "", "5d1a4f0c6b7e4f5f9d0b3c8e2a917f46"},
                                           {"cannot_start", "", "9cae3cc18ad143b8bf6b4342d8456226"},
                                           {"start_timed_out", "", "b32dcbbeb35e42d296075918db088af1"},
                                           {"agent_stalled", "", "d925aba874d44885b8f577659bb6b406"}}};

}  // namespace

std::span<const MessageId> message_ids() { return known; }

std::string_view message_id_of(std::string_view event, std::string_view text) {
    const auto* found = std::ranges::find_if(known, [&](const MessageId& message) {
        return message.event == event && text.find(message.detail) != std::string_view::npos;
    });
    return found != known.end() ? found->id : std::string_view();
}

}  // namespace agent::daemon
