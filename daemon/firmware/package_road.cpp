#include "daemon/firmware/package_road.hpp"

#include <algorithm>

namespace agent::daemon {

namespace firmware = lwm2m::firmware;
using lwm2m::BootstrapState;
using lwm2m::ServerIndex;

namespace {

std::optional<ServerIndex> free_context(const lwm2m::Client& client) {
    if (client.servers() < lwm2m::most_servers) return firmware::package_contexts.front();
    const auto bootstrap = client.bootstrap().state;
    if (bootstrap != BootstrapState::none && bootstrap != BootstrapState::idle) return std::nullopt;
    return firmware::package_contexts.back();
}

std::optional<lwm2m::Psk> key_of(const lwm2m::Client& client, const config::FirmwareSettings& settings,
                                 const lwm2m::ServerUri& uri) {
    const auto found = std::ranges::find(settings.keys, uri.host, &config::PackageKey::host);
    if (found != settings.keys.end()) return found->psk;
    for (ServerIndex server = 0; server < client.servers(); ++server) {
        const auto& account = client.account(server);
        if (account.uri.host == uri.host && account.psk) return account.psk;
    }
    return std::nullopt;
}

}  // namespace

firmware::CoapFetchSettings package_road(const std::optional<lwm2m::Client>& client,
                                         const config::FirmwareSettings& settings) {
    return {
        .key = [&](const lwm2m::ServerUri& uri) -> std::optional<lwm2m::Psk> {
            return client ? key_of(*client, settings, uri) : std::nullopt;
        },
        .free_context = [&]() -> std::optional<ServerIndex> { return client ? free_context(*client) : std::nullopt; }};
}

}  // namespace agent::daemon
