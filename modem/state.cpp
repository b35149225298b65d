#include "modem/state.hpp"

namespace agent::modem {

std::string_view to_string(State state) {
    switch (state) {
        case State::off:
            return "off";
        case State::probing:
            return "probing";
        case State::configuring:
            return "configuring";
        case State::waiting_for_sim:
            return "waiting_for_sim";
        case State::waiting_for_network:
            return "waiting_for_network";
        case State::ready:
            return "ready";
    }
    return "unknown";
}

std::string_view to_string(ContextState state) {
    switch (state) {
        case ContextState::closed:
            return "closed";
        case ContextState::opening:
            return "opening";
        case ContextState::open:
            return "open";
        case ContextState::poisoned:
            return "poisoned";
        case ContextState::closing:
            return "closing";
    }
    return "unknown";
}

}  // namespace agent::modem
