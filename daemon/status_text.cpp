#include "daemon/status_text.hpp"

#include <fmt/format.h>

namespace agent::daemon {
namespace {

std::string text_of(const lwm2m::RegistrationStatus& status) {
    using State = lwm2m::RegistrationState;
    switch (status.state) {
        case State::registered:
            if (status.lifetime_s == 0) return fmt::format("registered at {}, for ever", status.location);
            return fmt::format("registered at {}, lifetime {} s", status.location, status.lifetime_s);
        case State::waiting:
            return fmt::format("not registered, will try again ({})", status.detail);
        case State::disabled:
            return "disabled by the server";
        default:
            return std::string(lwm2m::name_of(status.state));
    }
}

}  // namespace

std::string module_status_text(modem::State state, std::string_view reason) {
    switch (state) {
        case modem::State::off:
            return fmt::format("no port ({})", reason);
        case modem::State::probing:
            return fmt::format("looking for the module ({})", reason);
        case modem::State::configuring:
            return "setting up the module";
        case modem::State::waiting_for_sim:
            return fmt::format("waiting for the SIM ({})", reason);
        case modem::State::waiting_for_network:
            return fmt::format("waiting for the network ({})", reason);
        case modem::State::ready:
            return "the module is ready";
    }
    return {};
}

std::string bootstrap_status_text(const lwm2m::BootstrapStatus& status) {
    using State = lwm2m::BootstrapState;
    if (status.state == State::none || status.state == State::idle) return {};
    if (status.detail.empty()) return fmt::format("bootstrap: {}", lwm2m::name_of(status.state));
    return fmt::format("bootstrap: {} ({})", lwm2m::name_of(status.state), status.detail);
}

std::string status_text(std::string_view module, std::string_view bootstrap,
                        std::span<const lwm2m::RegistrationStatus> registrations) {
    std::string text(module);
    if (!text.empty() && !bootstrap.empty()) text += "; ";
    text += bootstrap;
    for (std::size_t server = 0; server < registrations.size(); ++server) {
        if (!text.empty()) text += "; ";
        if (registrations.size() > 1) text += fmt::format("server {}: ", server);
        text += text_of(registrations[server]);
    }
    return text;
}

}  // namespace agent::daemon
