#include "lwm2m/client/operation.hpp"
#include "lwm2m/client/status.hpp"

namespace agent::lwm2m {

std::string_view name_of(RegistrationState state) {
    switch (state) {
        case RegistrationState::idle:
            return "idle";
        case RegistrationState::connecting:
            return "connecting";
        case RegistrationState::registering:
            return "registering";
        case RegistrationState::registered:
            return "registered";
        case RegistrationState::waiting:
            return "waiting";
        case RegistrationState::disabled:
            return "disabled";
        case RegistrationState::deregistering:
            return "deregistering";
    }
    return "?";
}

std::string_view name_of(BootstrapState state) {
    switch (state) {
        case BootstrapState::none:
            return "none";
        case BootstrapState::idle:
            return "idle";
        case BootstrapState::waiting:
            return "waiting";
        case BootstrapState::connecting:
            return "connecting";
        case BootstrapState::requesting:
            return "requesting";
        case BootstrapState::running:
            return "running";
    }
    return "?";
}

std::string_view name_of(Operation operation) {
    switch (operation) {
        case Operation::unknown:
            return "Request";
        case Operation::read:
            return "Read";
        case Operation::discover:
            return "Discover";
        case Operation::write:
            return "Write";
        case Operation::update:
            return "Write (partial update)";
        case Operation::write_attributes:
            return "Write-Attributes";
        case Operation::execute:
            return "Execute";
        case Operation::create:
            return "Create";
        case Operation::remove:
            return "Delete";
        case Operation::observe:
            return "Observe";
        case Operation::cancel:
            return "Cancel Observation";
        case Operation::read_composite:
            return "Read-Composite";
        case Operation::write_composite:
            return "Write-Composite";
        case Operation::observe_composite:
            return "Observe-Composite";
        case Operation::cancel_composite:
            return "Cancel Observation-Composite";
        case Operation::notify:
            return "Notify";
        case Operation::bootstrap_finish:
            return "Bootstrap-Finish";
        case Operation::send:
            return "Send";
    }
    return "?";
}

}  // namespace agent::lwm2m
