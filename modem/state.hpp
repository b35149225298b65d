// Where the module and each of its contexts stand.
#pragma once

#include <cstdint>
#include <string_view>

namespace agent::modem {

enum class State : std::uint8_t {
    off,                  // no port
    probing,              // no answer to `AT` yet
    configuring,          // it answers; its settings and identity are being read and set
    waiting_for_sim,      //
    waiting_for_network,  // attach and registration
    ready,                // contexts can be opened
};

enum class ContextState : std::uint8_t { closed, opening, open, poisoned, closing };

std::string_view to_string(State state);
std::string_view to_string(ContextState state);

}  // namespace agent::modem
